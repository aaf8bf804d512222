import CRdKafka

/// The headers of a message to be sent. Built once, copied by librdkafka for each send.
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

    /// For a send that consumes it.
    func copy() -> OpaquePointer? { list.map { rd_kafka_headers_copy($0) } }
}
