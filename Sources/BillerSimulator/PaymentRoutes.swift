import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat
import ServiceLifecycle

/// The biller's side of docs/biller-api.yaml.
struct PaymentRoutes: Sendable {
    /// A longer body is no payment.
    static let maximumBodyBytes = 64 * 1024

    let ledger: Ledger
    let hold: Duration

    func add(to router: Router<SimulatorContext>) {
        for path: RouterPath in ["payments/:payment", "billers/:biller/payments/:payment"] {
            router.put(path) { request, context in try await put(request, context) }
            router.get(path) { _, context in try await get(context) }
        }
    }

    private func put(_ request: Request, _ context: SimulatorContext) async throws -> Response {
        let payment = try context.parameters.require("payment")
        let body = try await request.body.collect(upTo: Self.maximumBodyBytes)
        guard let key = HTTPField.Name("Idempotency-Key"), request.headers[key] == payment,
            let order = try? JSONDecoder().decode(Order.self, from: Data(buffer: body)), order.payment == payment
        else { return answer(.badRequest, AnswerBody(reason: "invalid_request")) }
        let instruction = Instruction(biller: context.parameters.get("biller") ?? "", order: order)
        return try await react(ledger.put(instruction), payment, context)
    }

    private func get(_ context: SimulatorContext) async throws -> Response {
        let payment = try context.parameters.require("payment")
        let biller = context.parameters.get("biller") ?? ""
        return try await react(ledger.get(biller: biller, payment: payment), payment, context, isQuestion: true)
    }

    private func react(
        _ reaction: Ledger.Reaction, _ payment: String, _ context: SimulatorContext, isQuestion: Bool = false
    ) async throws -> Response {
        switch reaction {
        case .answer(let verdict, let delay, let isNew):
            guard await wait(delay) else { return try await close(context) }
            let status = isQuestion ? .ok : verdict.status(isNew: isNew)
            return answer(status, AnswerBody(verdict, payment: payment))
        case .answerTwice(let verdict, let second):
            var response = answer(verdict.status(isNew: true), AnswerBody(verdict, payment: payment))
            let body = AnswerBody(second, payment: payment).bytes
            response.headers[SecondAnswer.header] = String(decoding: body, as: UTF8.self)
            return response
        case .unavailable:
            return answer(.serviceUnavailable, AnswerBody(reason: "unavailable"))
        case .conflict:
            return answer(.conflict, AnswerBody(reason: "idempotency_conflict"))
        case .unknown:
            return answer(.notFound, AnswerBody(reason: "payment_unknown"))
        case .full:
            return answer(HTTPResponse.Status(code: 507), AnswerBody(reason: "simulator_full"))
        case .drop:
            return try await close(context)
        case .hold:
            _ = await wait(hold)
            return try await close(context)
        }
    }

    /// False when the simulator stops meanwhile.
    private func wait(_ duration: Duration) async -> Bool {
        if duration == .zero { return true }
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
            return true
        } catch {
            return false
        }
    }

    /// What is returned finds no connection to go out on.
    private func close(_ context: SimulatorContext) async throws -> Response {
        try? await context.channel.close()
        return Response(status: .internalServerError)
    }

    private func answer(_ status: HTTPResponse.Status, _ body: AnswerBody) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes))
        )
    }
}

extension Ledger.Verdict {
    /// Of an answer to an order.
    fileprivate func status(isNew: Bool) -> HTTPResponse.Status {
        switch self {
        case .accepted: isNew ? .created : .ok
        case .refused: .unprocessableContent
        case .pending: .accepted
        }
    }
}
