import CRdKafka

/// What went wrong between this process and the brokers.
///
/// `code` is librdkafka's own name of the error in snake case (`_timed_out`, `unknown_topic_or_part`), stable over
/// versions. `severity` says what to do about it; librdkafka's own verdict (`rd_kafka_error_is_fatal` and friends) wins
/// where it gives one. Source: librdkafka 2.0.2, `rdkafka.h`, `rd_kafka_resp_err_t`.
public struct KafkaError: Error, Sendable, Equatable {
    /// What a caller may do after the error.
    public enum Severity: String, Sendable, Equatable {
        /// Try again later, unchanged.
        case transient
        /// The transaction must be aborted; then try again.
        case abortable
        /// The same call will fail again; somebody must change something.
        case permanent
        /// This client instance is finished; make a new one.
        case fatal
    }

    public let code: String
    public let severity: Severity
    /// The call that failed, in Kafka's words: `poll`, `commit_transaction`.
    public let operation: String
    /// librdkafka's sentence. Names brokers and topics, never keys or values.
    public let reason: String

    public init(code: String, severity: Severity, operation: String, reason: String) {
        self.code = code
        self.severity = severity
        self.operation = operation
        self.reason = reason
    }

    public var isTransient: Bool {
        switch severity {
        case .transient, .abortable: true
        case .permanent, .fatal: false
        }
    }
}

extension KafkaError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { "kafka: \(operation) failed: \(code)" }
    public var debugDescription: String { "kafka: \(operation) failed: \(code) (\(severity.rawValue)): \(reason)" }
}

extension KafkaError {
    init(_ error: rd_kafka_resp_err_t, operation: String, reason: String? = nil) {
        self.init(
            code: String(cString: rd_kafka_err2name(error)).lowercased(),
            severity: ErrorSeverity.of(error),
            operation: operation,
            reason: reason ?? String(cString: rd_kafka_err2str(error)))
    }

    /// Takes ownership of `error`, as every `rd_kafka_error_t *` that librdkafka returns wants it.
    init(consuming error: OpaquePointer, operation: String) {
        let response = rd_kafka_error_code(error)
        let severity: Severity =
            if rd_kafka_error_is_fatal(error) != 0 {
                .fatal
            } else if rd_kafka_error_txn_requires_abort(error) != 0 {
                .abortable
            } else if rd_kafka_error_is_retriable(error) != 0 {
                .transient
            } else {
                ErrorSeverity.of(response)
            }
        self.init(
            code: String(cString: rd_kafka_err2name(response)).lowercased(),
            severity: severity,
            operation: operation,
            reason: String(cString: rd_kafka_error_string(error)))
        rd_kafka_error_destroy(error)
    }

    static func check(_ error: rd_kafka_resp_err_t, _ operation: String) throws(KafkaError) {
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, operation: operation) }
    }

    static func check(_ error: OpaquePointer?, _ operation: String) throws(KafkaError) {
        if let error { throw KafkaError(consuming: error, operation: operation) }
    }
}
