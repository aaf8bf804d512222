import Kafka

/// Publishes lines as messages, one after the other, in constant memory. A line that is refused never stops the others,
/// unless that was asked for. For one thread.
public final class CommandPublisher {
    private let sink: any MessageSink
    private let interpreter: LineInterpreter
    private let started = ContinuousClock.now
    private let onRefusal: (RefusedLine) -> Void
    private var report = PublishReport()

    /// - Parameter onRefusal: called for each line that is not published.
    public convenience init(
        _ kafka: ClientConfiguration, options: PublishOptions = PublishOptions(),
        onRefusal: @escaping (RefusedLine) -> Void = { _ in }
    ) throws(OperationError) {
        do throws(KafkaError) {
            self.init(sink: try KafkaSink(kafka), options: options, onRefusal: onRefusal)
        } catch {
            throw OperationError(error)
        }
    }

    package init(sink: any MessageSink, options: PublishOptions, onRefusal: @escaping (RefusedLine) -> Void) {
        self.sink = sink
        self.onRefusal = onRefusal
        interpreter = LineInterpreter(options: options)
    }

    /// How far it is.
    public var progress: PublishReport {
        var report = report
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        report.seconds = Double(seconds) + Double(attoseconds) / 1e18
        return report
    }

    /// Publishes all lines and waits until they are safe.
    ///
    /// - Parameter onProgress: called after each line.
    /// - Throws: `kafka_unavailable` and `kafka_refused`; what was published by then is published.
    public func publish(
        lines: some Sequence<InputLine>, onProgress: (CommandPublisher) -> Void = { _ in }
    ) throws(OperationError) -> PublishReport {
        for line in lines {
            let isPublished = try publish(line)
            onProgress(self)
            if !isPublished, interpreter.options.isStrict { return try finish(isComplete: false) }
        }
        return try finish()
    }

    /// Queues one line's message. `false` when the line is refused. An empty line is no message and no mistake.
    @discardableResult
    public func publish(_ line: InputLine) throws(OperationError) -> Bool {
        report.lines += 1
        let message: LineMessage?
        do throws(LineRefusal) {
            message = try self.message(of: line)
        } catch {
            return refuse(error)
        }
        guard let message else { return true }
        do throws(KafkaError) {
            try sink.send(message, number: report.lines)
        } catch {
            // The client's limit is of the record, headers and all; the line alone may be within its own.
            guard error.code == Self.tooLarge else { throw OperationError(error) }
            return refuse(LineRefusal(.lineTooLong, "larger than Kafka takes: kafka.message.max.bytes"))
        }
        report.published += 1
        return true
    }

    /// Source: librdkafka, `RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE`.
    private static let tooLarge = "msg_size_too_large"

    private func refuse(_ refusal: LineRefusal) -> Bool {
        let refused = RefusedLine(line: report.lines, code: refusal.code, detail: refusal.detail)
        report.refuse(refused)
        onRefusal(refused)
        return false
    }

    private func message(of line: InputLine) throws(LineRefusal) -> LineMessage? {
        guard case .bytes(let bytes) = line else {
            throw LineRefusal(.lineTooLong, "longer than \(interpreter.options.maximumLineBytes) bytes")
        }
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
        return try interpreter.message(of: bytes)
    }

    /// Waits until everything queued is safe.
    public func finish(isComplete: Bool = true) throws(OperationError) -> PublishReport {
        do throws(KafkaError) {
            try sink.finish()
        } catch {
            throw OperationError(error)
        }
        report.isComplete = isComplete
        return progress
    }
}
