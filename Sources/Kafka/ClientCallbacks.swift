import CRdKafka
import Logging
import Synchronization

/// What librdkafka calls back with. Nothing here blocks: each callback notes what happened and returns.
///
/// Rebalances and delivery failures arrive on the thread that polls the client; logs and statistics on librdkafka's
/// own.
final class ClientCallbacks: Sendable {
    let logger: Logger
    let onStatistics: (@Sendable (Statistics) -> Void)?
    private let noted = Mutex(Noted())

    private struct Noted {
        var rebalances: [Rebalance] = []
        var deliveryFailure: KafkaError?
        var fatal: KafkaError?
        var isClosing = false
    }

    init(_ configuration: ClientConfiguration) {
        logger = configuration.logger
        onStatistics = configuration.onStatistics
    }

    /// The oldest rebalance that nobody has taken yet.
    func takeRebalance() -> Rebalance? {
        noted.withLock { $0.rebalances.isEmpty ? nil : $0.rebalances.removeFirst() }
    }

    /// From now on every rebalance is answered by giving the partitions back.
    func close() { noted.withLock { $0.isClosing = true } }

    private var isClosing: Bool { noted.withLock { $0.isClosing } }

    func takeDeliveryFailure() -> KafkaError? {
        noted.withLock { noted in
            defer { noted.deliveryFailure = nil }
            return noted.deliveryFailure
        }
    }

    func install(on conf: OpaquePointer, kind: rd_kafka_type_t) {
        rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_log_cb(conf) { rk, level, facility, message in
            guard let rk, let callbacks = ClientCallbacks.of(rd_kafka_opaque(rk)), let message else { return }
            let facility = facility.map { String(cString: $0) } ?? ""
            callbacks.log(level: level, facility: facility, message: String(cString: message))
        }
        rd_kafka_conf_set_error_cb(conf) { _, code, reason, opaque in
            let error = KafkaError(
                rd_kafka_resp_err_t(rawValue: code), operation: "client", reason: reason.map { String(cString: $0) })
            ClientCallbacks.of(opaque)?.note(error)
        }
        rd_kafka_conf_set_stats_cb(conf) { _, json, length, opaque in
            guard let json, let callbacks = ClientCallbacks.of(opaque) else { return 0 }
            let bytes = UnsafeRawBufferPointer(start: json, count: length)
            callbacks.onStatistics?(Statistics(document: bytes))
            return 0  // 0: librdkafka frees the document itself
        }
        if kind == RD_KAFKA_CONSUMER {
            rd_kafka_conf_set_rebalance_cb(conf) { rk, code, partitions, opaque in
                guard let callbacks = ClientCallbacks.of(opaque) else { return }
                // Closing asks for the partitions back too, and nobody is left to answer.
                if callbacks.isClosing {
                    rd_kafka_assign(rk, nil)
                    return
                }
                let lanes = TopicPartitionList.read(partitions).map(\.partition)
                callbacks.note(code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? .assigned(lanes) : .revoked(lanes))
            }
        } else {
            rd_kafka_conf_set_dr_msg_cb(conf) { _, message, opaque in
                guard let message, message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
                ClientCallbacks.of(opaque)?.note(deliveryFailure: KafkaError(message.pointee.err, operation: "deliver"))
            }
        }
    }

    private static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientCallbacks? {
        opaque.map { Unmanaged<ClientCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }

    private func note(_ rebalance: Rebalance) {
        noted.withLock { $0.rebalances.append(rebalance) }
    }

    private func note(deliveryFailure: KafkaError) {
        noted.withLock { $0.deliveryFailure = $0.deliveryFailure ?? deliveryFailure }
    }

    private func note(_ error: KafkaError) {
        logger.log(level: error.isTransient ? .notice : .error, "\(error.debugDescription)")
        if error.severity == .fatal { noted.withLock { $0.fatal = error } }
    }

    /// syslog(3) levels, as librdkafka uses them.
    private func log(level: Int32, facility: String, message: String) {
        // One set of properties serves consumers and producers, and each warns of the other's.
        let isOrdinary = facility == "CONFWARN"
        let level: Logger.Level =
            switch isOrdinary ? 7 : level {
            case ...2: .critical
            case 3: .error
            case 4: .warning
            case 5: .notice
            case 6: .info
            default: .debug
            }
        logger.log(level: level, "\(message)", metadata: ["facility": "\(facility)"])
    }
}
