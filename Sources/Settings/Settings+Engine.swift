import Foundation
import Lane

extension Settings {
    /// How a worker's process runs its lanes.
    public func engineConfiguration(for worker: String) -> EngineConfiguration {
        var engine = EngineConfiguration(
            instance: instance(of: worker), kafka: kafka, database: workerConnection(worker))
        engine.mode = kafkaMode
        engine.clusterChange = choice(.laneClusterChange, as: EngineConfiguration.ClusterChange.self)
        engine.republishRows = Int64(integer(.laneRepublishRows))
        engine.batchItems = integer(.laneBatchItems)
        engine.backlogRows = integer(.laneBacklogRows)
        engine.publishRows = integer(.lanePublishRows)
        engine.pollMilliseconds = Int32(duration(.lanePoll).wholeMilliseconds)
        engine.gatherMilliseconds = Int32(duration(.laneGather).wholeMilliseconds)
        engine.concurrentCalls = integer(.laneConcurrentCalls)
        engine.callsInMemory = integer(.laneCallsInMemory)
        engine.poisonAttempts = integer(.lanePoisonAttempts)
        engine.drainMilliseconds = duration(.laneDrainTimeout).wholeMilliseconds
        engine.stopMilliseconds = duration(.laneStopTimeout).wholeMilliseconds
        engine.outboxRetentionSeconds = duration(.laneOutboxRetention).components.seconds
        engine.trimSeconds = duration(.laneTrimInterval).components.seconds
        return engine
    }

    private func instance(of worker: String) -> String {
        text(.instanceName) ?? "\(ProcessInfo.processInfo.hostName)-\(worker)"
    }
}
