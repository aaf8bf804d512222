import Lane
import Settings
import Testing

@Suite("The engine's settings")
struct EngineSettingsTests {
    @Test("without settings the engine runs as its own defaults say")
    func defaults() throws {
        let ours = try Fixture.load().engineConfiguration(for: "wallet")
        let own = EngineConfiguration(instance: "i", kafka: ours.kafka, database: ours.database)
        #expect(values(ours) == values(own))
    }

    @Test("every field of the engine's configuration follows its setting")
    func everyField() throws {
        let engine = try Fixture.load(flags: [
            "instance.name=one", "kafka.mode=idempotent", "lane.cluster.change=retained", "lane.batch.items=1",
            "lane.backlog.rows=2", "lane.publish.rows=3", "lane.poll=4ms", "lane.concurrent.calls=5",
            "lane.calls.in.memory=6", "lane.poison.attempts=7", "lane.drain.timeout=8ms", "lane.stop.timeout=9s",
            "lane.outbox.retention=10s", "lane.trim.interval=11s", "lane.gather=12ms", "lane.republish.rows=13",
        ]).engineConfiguration(for: "wallet")
        #expect(engine.instance == "one")
        #expect(
            values(engine) == [
                "idempotent", "retained", "1", "2", "3", "4", "5", "6", "7", "8", "9000", "10", "11", "12", "13",
            ])
    }

    @Test("an instance without a name is named for its host and worker")
    func instance() throws {
        let settings = try Fixture.load()
        #expect(settings.engineConfiguration(for: "wallet").instance.hasSuffix("-wallet"))
        #expect(
            settings.engineConfiguration(for: "wallet").instance
                != settings.engineConfiguration(for: "billing").instance)
    }

    @Test("librdkafka's properties pass through; the engine's own names do not")
    func properties() throws {
        let kafka = try Fixture.load(
            flags: ["kafka.client.rack=r1"],
            environment: ["KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_GROUP_ID": "x", "KAFKA_OPTS": "-Xmx1g"]
        ).kafka
        #expect(
            kafka.properties == [
                "bootstrap.servers": "localhost:9092", "client.rack": "r1", "security.protocol": "SSL",
            ])
    }

    private func values(_ engine: EngineConfiguration) -> [String] {
        [engine.mode.rawValue, engine.clusterChange.rawValue]
            + [
                engine.batchItems, engine.backlogRows, engine.publishRows, Int(engine.pollMilliseconds),
                engine.concurrentCalls, engine.callsInMemory, engine.poisonAttempts, Int(engine.drainMilliseconds),
                Int(engine.stopMilliseconds), Int(engine.outboxRetentionSeconds), Int(engine.trimSeconds),
                Int(engine.gatherMilliseconds), Int(min(engine.republishRows, 1_000_000_000)),
            ].map(String.init)
    }
}
