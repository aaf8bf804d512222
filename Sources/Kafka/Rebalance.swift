/// The group gave this consumer partitions or wants them back. Answered with `Consumer.assign` or `Consumer.unassign`,
/// in the consumer's own time: until then librdkafka keeps the group's other side waiting (`max.poll.interval.ms`).
public enum Rebalance: Sendable, Equatable {
    case assigned([TopicPartition])
    case revoked([TopicPartition])
}
