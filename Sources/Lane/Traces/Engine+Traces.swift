import Kafka

/// Spans of what the engine did. Without a recorder nothing here costs more than a look at it.
extension Engine {
    /// The item inside the span that handling it will be, so that all that follows from it is below that span.
    func trace(
        _ item: Item<W.Message, W.Outcome>, from entry: Int, _ plan: inout BatchPlan<W>
    )
        -> Item<W.Message, W.Outcome>
    {
        guard let spans = configuration.spans else { return item }
        let parent = item.traceparent.flatMap { TraceContext($0) }
        guard let context = parent?.child ?? beginning(of: item), spans.wants(context) else { return item }
        plan.traces.append(ItemTrace(context: context, parent: parent?.span, entry: entry))
        return item.moved(to: context)
    }

    private func beginning(of item: Item<W.Message, W.Outcome>) -> TraceContext? {
        guard item.traceparent == nil, case .message(_, let origin) = item.cause else { return nil }
        return TraceContext(
            topic: origin.topic, partition: origin.partition, offset: origin.offset, timestamp: origin.timestamp)
    }

    /// A batch that is in the database: its own span with its two times, and one for each item whose trace is wanted.
    func recordSpans(_ work: BatchWork, _ outcome: BatchOutcome<W>, endedAt: Int64) {
        guard let spans = configuration.spans, !outcome.traces.isEmpty else { return }
        // From the clock that never jumps to the one that tells the time.
        let clock = currentMicroseconds() * 1_000 - endedAt
        let (start, middle, end) = (outcome.begunAt + clock, outcome.handledAt + clock, endedAt + clock)
        let batch = TraceContext(traceHigh: .random(in: 1 ... .max), traceLow: .random(in: 0 ... .max))
        var all = [
            Span(
                worker: worker.name, name: "batch", kind: .within, context: batch, parent: nil, start: start, end: end,
                attributes: [
                    ("messaging.batch.message_count", .number(Int64(work.entries.count))),
                    ("giro.outbox_rows", .number(Int64(outcome.rows.count))),
                    ("giro.dead_letters", .number(Int64(outcome.givenUp.count))),
                ])
        ]
        for (name, from, to) in [("handle", start, middle), ("commit", middle, end)] {
            all.append(
                Span(
                    worker: worker.name, name: name, kind: .client, context: batch.child, parent: batch.span,
                    start: from, end: to, attributes: [("db.system.name", .text("postgresql"))]))
        }
        for trace in outcome.traces {
            all.append(span(of: trace, work.entries[trace.entry], work.records, batch, start, end))
        }
        spans.record(all)
    }

    private func span(
        of trace: ItemTrace, _ entry: BatchWork.Entry, _ records: RecordBatch, _ batch: TraceContext, _ start: Int64,
        _ end: Int64
    ) -> Span {
        var name = ""
        var attributes: [(name: String, value: Span.Value)] = [
            ("messaging.system", .text("kafka")), ("messaging.operation.type", .text("process")),
            ("messaging.destination.name", .text(entry.partition.topic)),
            ("messaging.destination.partition.id", .text(String(entry.partition.partition))),
        ]
        switch entry.content {
        case .record(let index, _):
            name = "process \(entry.partition.topic)"
            attributes.append(("messaging.kafka.offset", .number(records[index].offset)))
            if let payment = PaymentReference.of(records[index].header("ce_subject")) {
                attributes.append(("giro.payment", .text(payment)))
            }
        case .call(let identity, _):
            name = "process \(identity.kind)"
            attributes.append(("giro.call.kind", .text(identity.kind)))
        }
        return Span(
            worker: worker.name, name: name, kind: .consumer, context: trace.context, parent: trace.parent,
            start: start, end: end, attributes: attributes, links: [batch])
    }
}

/// An outside call's span.
struct CallTrace: Sendable {
    private let spans: any SpanRecorder
    private let worker: String
    private let parent: TraceContext
    let context: TraceContext

    /// `nil` when nobody wants it.
    init?(_ spans: (any SpanRecorder)?, worker: String, call: Call) {
        guard let spans, let parent = call.traceparent.flatMap({ TraceContext($0) }), spans.wants(parent) else {
            return nil
        }
        self.spans = spans
        self.worker = worker
        self.parent = parent
        context = parent.child
    }

    func end(_ call: Call, _ ending: CallEnding, nanoseconds: Int64) {
        let end = currentMicroseconds() * 1_000
        var span = Span(
            worker: worker, name: call.kind, kind: .client, context: context, parent: parent.span,
            start: end - nanoseconds, end: end,
            attributes: [
                ("giro.call.attempt", .number(Int64(call.attempt))), ("giro.call.outcome", .text(ending.outcome)),
            ])
        if !ending.code.isEmpty {
            span.attributes.append(("giro.call.code", .text(ending.code)))
            span.fault = ending.code
        }
        spans.record([span])
    }
}

extension PublishLoop {
    /// What was published, each in the trace it follows from.
    func recordSpans(_ rows: [OutboxRow], startedAt: Int64, endedAt: Int64) {
        guard let spans = configuration.spans else { return }
        let clock = currentMicroseconds() * 1_000 - endedAt
        let published = rows.compactMap { row -> Span? in
            guard let parent = row.traceparent.flatMap({ TraceContext($0) }), spans.wants(parent) else { return nil }
            var span = Span(
                worker: worker, name: "publish \(row.topic)", kind: .producer, context: parent.child,
                parent: parent.span, start: startedAt + clock, end: endedAt + clock,
                attributes: [
                    ("messaging.system", .text("kafka")), ("messaging.operation.type", .text("send")),
                    ("messaging.destination.name", .text(row.topic)),
                    ("messaging.message.id", .text("\(row.lane)-\(row.seq)")),
                ])
            if let payment = PaymentReference.of(row.subject) {
                span.attributes.append(("giro.payment", .text(payment)))
            }
            return span
        }
        if !published.isEmpty { spans.record(published) }
    }
}
