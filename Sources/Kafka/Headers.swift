import CRdKafka

/// The headers of a message to be sent: copied for each send, or handed over with the one message they were made for.
public struct Headers: ~Copyable {
    private let list: OpaquePointer?

    /// - Parameter expected: how many will be added; 0 for none at all.
    public init(expected: Int) {
        list = expected == 0 ? nil : rd_kafka_headers_new(expected)
    }

    deinit { if let list { rd_kafka_headers_destroy(list) } }

    public func add(_ name: String, _ value: String) {
        var value = value
        value.withUTF8 { bytes in
            _ = rd_kafka_header_add(list, name, -1, bytes.baseAddress, bytes.count)
        }
    }

    public func add(_ name: String, _ value: [UInt8]) {
        value.withUnsafeBytes { bytes in
            _ = rd_kafka_header_add(list, name, -1, bytes.baseAddress, bytes.count)
        }
    }

    func copy() -> OpaquePointer? { list.map { rd_kafka_headers_copy($0) } }

    /// The list itself, which is the caller's from here on.
    consuming func handOver() -> OpaquePointer? {
        let list = list
        discard self
        return list
    }
}
