import Kafka

/// A message as it came, valid while it is decoded. Nothing is copied.
public struct Record {
    let view: RecordView

    package init(view: RecordView) { self.view = view }

    public var topic: String { view.topic }
    public var partition: Int32 { view.partition }
    public var offset: Int64 { view.offset }
    /// Microseconds since the Unix epoch, by the broker or the producer; nil when that is no time from 2000 to 2199.
    public var timestamp: Int64? { view.timestampMilliseconds.map { $0 * 1_000 } }
    public var key: UnsafeRawBufferPointer? { view.key }
    public var value: UnsafeRawBufferPointer { view.value }

    public func header(_ name: String) -> String? { view.header(name) }
}
