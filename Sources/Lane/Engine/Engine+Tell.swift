import Logging

/// What the engine says about single messages and calls.
extension Engine {
    /// Each message that was given up, as far as they are few: a flood of bad messages must not become one of lines.
    func tell(_ givenUp: [(entry: Int, reason: String)], of work: BatchWork) {
        for (entry, reason) in givenUp.prefix(Self.linesOfBatch) {
            guard case .record(let index, _) = work.entries[entry].content else { continue }
            let record = work.records[index]
            var metadata = LogReference.of(payment: record.header("ce_subject"), record.header("traceparent"))
            metadata["message"] = "\(record.topic)/\(record.partition)@\(record.offset)"
            metadata["reason"] = "\(reason)"
            logger.warning("a message is given up", metadata: metadata)
        }
        if givenUp.count > Self.linesOfBatch {
            logger.warning("more messages are given up", metadata: ["count": "\(givenUp.count - Self.linesOfBatch)"])
        }
    }

    private static var linesOfBatch: Int { 10 }
}

/// What log lines refer to.
enum LogReference {
    /// Which payment and which trace it is about, as far as that is known.
    static func of(payment: String?, _ traceparent: String?) -> Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        if let payment = PaymentReference.of(payment) { metadata["payment"] = "\(payment)" }
        if let trace = TraceContext.traceID(of: TraceContext.valid(traceparent)) { metadata["trace_id"] = "\(trace)" }
        return metadata
    }

    /// Keys of calls begin with the payment's id; what may stand behind it, such as whom a mail is for, is no log's
    /// business.
    static func of(key: String, _ traceparent: String?) -> Logger.Metadata {
        of(payment: String(key.prefix(36)), traceparent)
    }
}

extension CallEnding {
    func tell(of call: Call, took nanoseconds: Int64, _ logger: Logger) {
        guard logger.logLevel <= .debug else { return }
        var metadata = LogReference.of(key: call.key, call.traceparent)
        metadata["kind"] = "\(call.kind)"
        metadata["outcome"] = "\(outcome)"
        metadata["code"] = "\(code)"
        metadata["attempt"] = "\(call.attempt)"
        metadata["milliseconds"] = "\(nanoseconds / 1_000_000)"
        logger.debug("an outside call ended", metadata: metadata)
    }
}
