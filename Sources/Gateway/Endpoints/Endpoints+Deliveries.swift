import Hummingbird
import Identity
import Messages
import Payments

extension Endpoints {
    static func deliveries(_ call: Call, _ services: Services) async throws -> Answer {
        let webhook = try await services.webhook(call)
        // Ids tell the time: nothing comes after the last of them.
        var before = PaymentID(high: .max, low: .max)
        if let parts = try services.cursors.parts(of: call, count: 1) {
            guard let id = PaymentID(parts[0]) else { throw PageCursors.invalid }
            before = id
        }
        let limit = try call.limit()
        let rows = try await services.reads.deliveries(
            ReadWebhookDeliveries(webhook: webhook.id, before: before, limit: limit))
        let last = rows.count == limit ? rows.last?.id.description : nil
        let next = try last.map { try services.cursors.text([$0], of: call) }
        return call.answer(ListView(items: rows.map { DeliveryView($0) }, next: next))
    }

    /// Has a message of type `webhook.ping` sent. How that goes is seen among the deliveries.
    static func test(_ call: Call, _ services: Services) async throws -> Answer {
        let webhook = try await services.webhook(call)
        _ = try await services.standing(of: webhook)
        let delivery = call.subject.payment
        try await services.request(WebhookRequested(webhook: webhook.id.payment, action: .ping, delivery: delivery))
        return .json(RequestedView(deliveryId: delivery.description), status: .accepted)
    }

    static func resend(_ call: Call, _ services: Services) async throws -> Answer {
        let webhook = try await services.webhook(call)
        guard let id = PaymentID(call.parameter("delivery_id")),
            let delivery = try await services.reads.delivery(id, to: webhook.id)
        else { throw Problem(.deliveryNotFound) }
        let standing = try await services.standing(of: webhook)
        if webhook.state != .enabled || standing.disabledWhy != nil { throw Problem(.webhookDisabled) }
        if delivery.isUnderWay { throw Problem(.deliveryUnderWay) }
        try await services.request(WebhookRequested(webhook: webhook.id.payment, action: .resend, delivery: id))
        return .json(RequestedView(deliveryId: id.description), status: .accepted)
    }
}

extension Services {
    /// - Throws: `webhook_not_ready` until the worker knows the endpoint as it is now.
    fileprivate func standing(of webhook: Webhook) async throws -> ReadEndpoints.Row {
        let standing = try await reads.standings(of: [webhook.id])[webhook.id]
        guard let standing, standing.version == webhook.version else {
            throw Problem(.webhookNotReady, retryAfterSeconds: 1)
        }
        return standing
    }

    fileprivate func request(_ request: WebhookRequested) async throws {
        let message = AppendOutgoing(request, seal: { $0 })
        _ = try await orders.pool.run { try $0.execute(message) }
        orders.onOutgoing()
    }
}

private struct RequestedView: Encodable {
    let deliveryId: String
}

struct DeliveryView: Encodable {
    /// The message's webhook-id.
    let deliveryId: String
    let type: String
    let paymentId: String?
    let state: String
    let attempts: Int32
    let httpStatus: Int16?
    let code: String?
    let createdAt: String
    let updatedAt: String
    let nextAttemptAt: String?

    init(_ row: ReadWebhookDeliveries.Row) {
        deliveryId = row.id.description
        type = row.event
        paymentId = row.payment?.description
        state = row.state
        attempts = row.attempts
        httpStatus = row.status
        code = row.code
        createdAt = row.createdAt.description
        updatedAt = row.updatedAt.description
        nextAttemptAt = row.nextAt?.description
    }
}
