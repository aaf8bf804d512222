import Foundation
import Kafka

/// Writing to and reading from topics without a group, as a bystander.
extension TestBroker {
    public func publish(
        _ values: [String], to topic: String, partition: Int32? = nil, key: String? = nil,
        headers: [(String, String)] = []
    ) throws {
        let producer = try Producer(configuration, mode: .idempotent)
        for value in values {
            let list = Headers(expected: headers.count)
            for (name, value) in headers { list.add(name, value) }
            try Array(value.utf8).withUnsafeBytes { bytes in
                try Array((key ?? "").utf8).withUnsafeBytes { keyBytes in
                    try producer.send(
                        topic: topic, partition: partition, key: key == nil ? nil : keyBytes, value: bytes,
                        headers: list)
                }
            }
        }
        try producer.flush(timeoutMilliseconds: 20_000)
    }

    /// A message as a bystander sees it.
    public struct Seen: Sendable, Equatable {
        public let partition: Int32
        public let offset: Int64
        public let key: String?
        public let value: String
        public let headers: [String: String]

        public init(partition: Int32, offset: Int64, key: String?, value: String, headers: [String: String]) {
            self.partition = partition
            self.offset = offset
            self.key = key
            self.value = value
            self.headers = headers
        }
    }

    /// Reads the topic from its start until `count` messages were seen and, with `settle`, none came for that long.
    public func read(
        _ topic: String, partitions: Int32 = 2, count: Int, timeout: Duration = .seconds(20), settle: Duration = .zero
    ) throws -> [Seen] {
        let consumer = try Consumer(configuration, group: "bystander-\(UInt64.random(in: 0...UInt64.max))")
        defer { consumer.close() }
        try consumer.assign(
            (0..<partitions).map { Position(partition: TopicPartition(topic: topic, partition: $0), offset: 0) })
        var seen: [Seen] = []
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var quietSince = clock.now
        while clock.now < deadline {
            let batch = consumer.poll(maximum: 1_000, timeoutMilliseconds: 50)
            for index in 0..<batch.count where batch[index].error == nil {
                let view = batch[index]
                let headers = view.headers().map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
                seen.append(
                    Seen(
                        partition: view.partition, offset: view.offset,
                        key: view.key.map { String(decoding: $0, as: UTF8.self) },
                        value: String(decoding: view.value, as: UTF8.self),
                        headers: Dictionary(headers, uniquingKeysWith: { $1 })))
                quietSince = clock.now
            }
            if seen.count >= count, clock.now - quietSince >= settle { break }
        }
        return seen
    }
}

/// Waits until `condition` holds; `false` when it did not within `timeout`.
public func eventually(
    within timeout: Duration = .seconds(20), _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    while clock.now < deadline {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return try await condition()
}
