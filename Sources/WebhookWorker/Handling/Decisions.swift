import Lane
import Messages
import Payments
import Webhooks

/// What becomes of deliveries, over what is known of them and their endpoints.
struct Decisions {
    private let batch: Batch<WebhookMessage, WebhookOutcome>
    private let policy: DeliveryPolicy
    private var endpoints: [PaymentID: Endpoint] = [:]
    private var deliveries: [PaymentID: Delivery] = [:]
    /// In the order of the payment's life.
    private var threads: [DeliveryKey.Thread: [PaymentID]] = [:]
    private var touched: Set<PaymentID> = []
    private var touchedEndpoints: Set<PaymentID> = []
    private var random = SystemRandomNumberGenerator()

    init(batch: Batch<WebhookMessage, WebhookOutcome>, policy: DeliveryPolicy) {
        self.batch = batch
        self.policy = policy
    }

    mutating func know(_ endpoints: [Endpoint], _ deliveries: [Delivery]) {
        for endpoint in endpoints { self.endpoints[endpoint.id] = endpoint }
        for delivery in deliveries { self.deliveries[delivery.id] = delivery }
        let ordered = self.deliveries.values.sorted { ($0.event.place, $0.id) < ($1.event.place, $1.id) }
        for delivery in ordered {
            if let thread = delivery.key.thread { threads[thread, default: []].append(delivery.id) }
        }
    }

    /// In the order of the ids.
    var changedDeliveries: [Delivery] { touched.sorted().compactMap { deliveries[$0] } }
    var changedEndpoints: [Endpoint] { touchedEndpoints.sorted().compactMap { endpoints[$0] } }

    // MARK: What has ended

    /// The endpoint had no place: nothing was tried, so nothing is counted.
    mutating func putOff(_ held: Docket.Ended) {
        guard case .held(_, let retryAfter) = held.outcome else { return }
        var call = held.call
        let pause = max(retryAfter.microseconds, 1_000_000)
        call.dueAt = batch.now + pause + Int64.random(in: 0...(pause / 2), using: &random)
        call.recovered = false
        batch.schedule(call, after: held.item)
    }

    mutating func record(_ ended: Docket.Ended) {
        guard var delivery = deliveries[ended.key.delivery], delivery.state == .queued,
            let endpoint = endpoints[ended.key.endpoint]
        else { return }
        switch ended.outcome {
        case .held: return
        case .stale:
            guard endpoint.isOpen || (delivery.isPing && endpoint.state != .deleted) else {
                drop(&delivery, endpoint)
                break
            }
            queue(&delivery, endpoint, dueAt: batch.now, after: ended.item)
        case .delivered(let status):
            end(&delivery, .delivered, code: nil, status: status)
            if !delivery.isPing { recover(endpoint) }
        case .gone:
            end(&delivery, .failed, code: "gone", status: 410)
            disable(endpoint, .gone)
        case .failed(let code, let status, let retryAfter):
            fail(&delivery, endpoint, code: code, status: status, retryAfter: retryAfter, after: ended.item)
        }
        save(delivery)
        if delivery.state.isFinal { advance(ended.key.thread, after: ended.item) }
    }

    private mutating func fail(
        _ delivery: inout Delivery, _ endpoint: Endpoint, code: String, status: Int?, retryAfter: Duration,
        after item: Int
    ) {
        // A ping is an answer to its owner: as it is now.
        if delivery.isPing { return end(&delivery, .failed, code: code, status: status) }
        suffer(endpoint)
        guard let endpoint = endpoints[endpoint.id], endpoint.isOpen,
            batch.now - delivery.since < policy.maximumAge.microseconds
        else { return end(&delivery, .failed, code: code, status: status) }
        delivery.attempts += 1
        delivery.code = code
        delivery.status = status.map { Int16(clamping: $0) }
        let pause = policy.retries.delayMicroseconds(
            afterTries: delivery.attempts, atLeast: retryAfter, random: &random)
        queue(&delivery, endpoint, dueAt: batch.now + pause, after: item)
    }

    private func end(_ delivery: inout Delivery, _ state: Delivery.State, code: String?, status: Int?) {
        delivery.attempts += 1
        delivery.state = state
        delivery.code = code
        delivery.status = status.map { Int16(clamping: $0) }
        delivery.nextAt = nil
    }

    private func drop(_ delivery: inout Delivery, _ endpoint: Endpoint) {
        delivery.state = .dropped
        delivery.code = endpoint.closedCode
        delivery.nextAt = nil
    }

    // MARK: What is next

    /// Sends the first event of a payment that is still to be told, unless one is on its way already.
    mutating func advance(_ thread: DeliveryKey.Thread?, after item: Int) {
        guard let thread, let endpoint = endpoints[thread.endpoint] else { return }
        let rows = (threads[thread] ?? []).compactMap { deliveries[$0] }
        if rows.contains(where: { $0.state == .queued }) { return }
        let waiting = rows.filter { $0.state == .waiting }
        guard var head = waiting.first else { return }
        guard endpoint.isOpen else {
            for var delivery in waiting {
                drop(&delivery, endpoint)
                save(delivery)
            }
            return
        }
        if isEarly(head, rows, endpoint) {
            let patience = head.createdAt + policy.orderWait.microseconds
            let call = Call(kind: WebhookWorker.orderKind, key: head.key.text, dueAt: patience, place: .inside)
            return batch.schedule(call, after: item)
        }
        queue(&head, endpoint, dueAt: batch.now, after: item)
        save(head)
    }

    /// Topics have no order among each other: what became of a debit may be heard of before the debit.
    private func isEarly(_ delivery: Delivery, _ rows: [Delivery], _ endpoint: Endpoint) -> Bool {
        delivery.event.followsDebit && endpoint.wants(.paymentDebited)
            && !rows.contains { $0.event == .paymentDebited }
            && batch.now - delivery.createdAt < policy.orderWait.microseconds
    }

    /// What an owner asked for.
    mutating func follow(_ request: WebhookRequested, after item: Int) {
        guard let endpoint = endpoints[request.webhook], var delivery = deliveries[request.delivery],
            delivery.key.endpoint == endpoint.id
        else { return }
        switch request.action {
        case .ping:
            guard delivery.state == .waiting, endpoint.state != .deleted else { return }
        case .resend:
            guard delivery.state.isFinal, endpoint.isOpen else { return }
            delivery.attempts = 0
            delivery.since = batch.now
        }
        queue(&delivery, endpoint, dueAt: batch.now, after: item)
        save(delivery)
    }

    private mutating func queue(_ delivery: inout Delivery, _ endpoint: Endpoint, dueAt: Int64, after item: Int) {
        delivery.state = .queued
        delivery.nextAt = dueAt
        let order = DeliveryOrder(
            madeAt: batch.now, owner: endpoint.owner, generation: endpoint.generation,
            formerSecrets: endpoint.formerSecrets, url: endpoint.url, body: delivery.body)
        let call = Call(
            kind: WebhookWorker.callKind, key: delivery.key.text, body: order.bytes(), dueAt: dueAt, place: .outside,
            attempt: delivery.attempts)
        batch.schedule(call, after: item)
    }

    private mutating func save(_ delivery: Delivery) {
        deliveries[delivery.id] = delivery
        touched.insert(delivery.id)
    }

    // MARK: How endpoints do

    private mutating func recover(_ endpoint: Endpoint) {
        guard endpoint.failingSince != nil else { return }
        change(endpoint.id) { $0.failingSince = nil }
    }

    private mutating func suffer(_ endpoint: Endpoint) {
        guard let since = endpoint.failingSince else {
            return change(endpoint.id) { [now = batch.now] in $0.failingSince = now }
        }
        if batch.now - since >= policy.disableAfter.microseconds { disable(endpoint, .failing) }
    }

    private mutating func disable(_ endpoint: Endpoint, _ why: Endpoint.Disabling) {
        guard endpoint.disabledAt == nil else { return }
        change(endpoint.id) { [now = batch.now] in
            $0.disabledAt = now
            $0.disabledWhy = why
        }
    }

    private mutating func change(_ id: PaymentID, _ body: (inout Endpoint) -> Void) {
        guard var endpoint = endpoints[id] else { return }
        body(&endpoint)
        endpoints[id] = endpoint
        touchedEndpoints.insert(id)
    }
}
