import Kafka

/// One line of the broker's control channel.
enum BrokerFault: Equatable {
    case fail(EmbeddedBroker.Request, codes: [String])
    case latency(milliseconds: Int32, broker: Int32)
    case down(broker: Int32)
    case up(broker: Int32)
    case leader(TopicPartition, broker: Int32)
    case coordinator(group: String, broker: Int32)

    init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("fail", 3):
            let codes = words[2].split(separator: ",").map(String.init)
            guard let request = Self.requests[words[1]], Self.codes.isSuperset(of: codes) else { return nil }
            self = .fail(request, codes: codes)
        case ("latency", 3):
            guard let milliseconds = Int32(words[1]), milliseconds >= 0, let broker = Int32(words[2]) else {
                return nil
            }
            self = .latency(milliseconds: milliseconds, broker: broker)
        case ("down", 2):
            guard let broker = Int32(words[1]) else { return nil }
            self = .down(broker: broker)
        case ("up", 2):
            guard let broker = Int32(words[1]) else { return nil }
            self = .up(broker: broker)
        case ("leader", 4):
            guard let partition = Int32(words[2]), let broker = Int32(words[3]) else { return nil }
            self = .leader(TopicPartition(topic: words[1], partition: partition), broker: broker)
        case ("coordinator", 3):
            guard let broker = Int32(words[2]) else { return nil }
            self = .coordinator(group: words[1], broker: broker)
        default: return nil
        }
    }

    func apply(to broker: EmbeddedBroker) throws(KafkaError) {
        switch self {
        case .fail(let request, let codes): broker.failNext(request, with: codes)
        case .latency(let milliseconds, let number): try broker.setRoundTrip(milliseconds: milliseconds, broker: number)
        case .down(let number): try broker.setDown(broker: number)
        case .up(let number): try broker.setUp(broker: number)
        case .leader(let partition, let number): try broker.moveLeader(of: partition, to: number)
        case .coordinator(let group, let number): try broker.moveCoordinator(ofGroup: group, to: number)
        }
    }

    private static let requests = Dictionary(
        uniqueKeysWithValues: EmbeddedBroker.Request.allCases.map { ("\($0)", $0) })

    /// What a healthy client must get over. Source: kafka.apache.org/protocol, "Error Codes", those marked retriable.
    private static let codes: Set<String> = [
        "request_timed_out", "not_leader_for_partition", "leader_not_available", "not_enough_replicas",
        "not_enough_replicas_after_append", "coordinator_not_available", "not_coordinator",
        "coordinator_load_in_progress", "rebalance_in_progress", "unknown_member_id", "illegal_generation",
    ]
}
