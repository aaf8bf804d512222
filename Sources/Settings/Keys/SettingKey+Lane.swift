extension SettingKey {
    static let laneBatchItems = SettingKey(
        "lane.batch.items", .integer(1...100_000), standard: "2000", "the most messages in one database transaction")
    static let laneBacklogRows = SettingKey(
        "lane.backlog.rows", .integer(1...1_000_000), standard: "20000",
        "the most rows committed and not yet published before the database waits")
    static let lanePublishRows = SettingKey(
        "lane.publish.rows", .integer(1...100_000), standard: "10000", "the most messages in one Kafka transaction")
    static let lanePoll = SettingKey(
        "lane.poll", .duration(.milliseconds(1) ... .seconds(10)), standard: "100ms",
        "how long an idle engine waits for a message")
    static let laneGather = SettingKey(
        "lane.gather", .duration(.zero ... .seconds(1)), standard: "3ms",
        "how long a batch waits for more messages after its first one, where messages come in numbers")
    static let laneConcurrentCalls = SettingKey(
        "lane.concurrent.calls", .integer(1...10_000), standard: "64",
        "outside calls at the same time, for each process")
    static let laneCallsInMemory = SettingKey(
        "lane.calls.in.memory", .integer(1...10_000_000), standard: "10000",
        "scheduled calls kept in memory; the rest stay in the database")
    static let lanePoisonAttempts = SettingKey(
        "lane.poison.attempts", .integer(1...1_000), standard: "3",
        "how often a message that fails alone is tried before it is a dead letter")
    static let laneDrainTimeout = SettingKey(
        "lane.drain.timeout", .duration(.zero ... .seconds(300)), standard: "5s",
        "how long losing a lane may wait for what is being published")
    static let laneStopTimeout = SettingKey(
        "lane.stop.timeout", .duration(.seconds(1) ... .seconds(3_600)), standard: "10s", "how long a stop may take")
    static let laneOutboxRetention = SettingKey(
        "lane.outbox.retention", .duration(.zero ... .seconds(366 * 86_400)), standard: "24h",
        "how long published outbox rows are kept")
    static let laneTrimInterval = SettingKey(
        "lane.trim.interval", .duration(.seconds(1) ... .seconds(86_400)), standard: "1s",
        "how often outbox rows past their time are dropped")
    static let laneRepublishRows = SettingKey(
        "lane.republish.rows", .integer(0...1_000_000_000), standard: "1000000000",
        "with retained: the most rows of a lane that are published again, the latest ones")
    static let laneClusterChange = SettingKey(
        "lane.cluster.change", .choice(["unpublished", "retained"]), standard: "unpublished",
        "what is published to a Kafka cluster the lane has not seen: what was not yet published, or all that is kept")
}
