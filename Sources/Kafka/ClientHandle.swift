import CRdKafka
import Logging

/// One `rd_kafka_t` with the callbacks that every client has. Owns the handle; destroyed with the object.
///
/// `rd_kafka_t` is thread-safe by librdkafka's contract, so the handle may be shared (`INTRODUCTION.md`, "Threads and
/// callbacks").
final class ClientHandle: @unchecked Sendable {  // rk is thread-safe, the rest is immutable
    let rk: OpaquePointer
    let callbacks: ClientCallbacks

    init(_ kind: rd_kafka_type_t, _ configuration: ClientConfiguration) throws(KafkaError) {
        let conf = rd_kafka_conf_new()!
        callbacks = ClientCallbacks(configuration)
        for (name, value) in configuration.properties {
            var reason = [CChar](repeating: 0, count: 512)
            guard rd_kafka_conf_set(conf, name, value, &reason, reason.count) == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(conf)
                // librdkafka's sentence repeats the value, which may be a secret.
                throw KafkaError(
                    code: "_invalid_arg", severity: .permanent, operation: "configure",
                    reason: "property \(name) is unknown or its value is not allowed")
            }
        }
        callbacks.install(on: conf, kind: kind)
        var reason = [CChar](repeating: 0, count: 512)
        guard let rk = rd_kafka_new(kind, conf, &reason, reason.count) else {
            rd_kafka_conf_destroy(conf)
            throw KafkaError(
                code: "_invalid_arg", severity: .permanent, operation: "create_client", reason: text(of: reason))
        }
        self.rk = rk
    }

    deinit { rd_kafka_destroy(rk) }

    /// Whether the library that is linked has this property and takes this value.
    static func knows(property name: String, value: String) -> Bool {
        let conf = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(conf) }
        return rd_kafka_conf_set(conf, name, value, nil, 0) == RD_KAFKA_CONF_OK
    }

    /// The identity of the cluster, once a broker has told it. `nil` after `timeoutMilliseconds` without one.
    func clusterID(timeoutMilliseconds: Int32) -> String? {
        guard let id = rd_kafka_clusterid(rk, timeoutMilliseconds) else { return nil }
        defer { rd_kafka_mem_free(rk, id) }
        return String(cString: id)
    }
}

/// The text in a C character buffer up to its NUL.
func text(of buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
