import Dispatch
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Hummingbird with a route for each answer and nothing behind them: what the gateway is compared with. It answers the
/// bytes that the gateway answered, headers too.
final class BareServer {
    struct Route: Sendable {
        /// As Hummingbird writes it: `/v1/payments/:id`.
        let path: String
        let reply: HTTPReply
    }

    let port: Int
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    init(_ routes: [Route]) throws {
        let port = try LoopbackSocket.freePort()
        self.port = port
        var logger = Logger(label: "giro.bench.bare")
        logger.logLevel = .error
        let router = Router()
        for route in routes {
            let headers = Self.headers(of: route.reply)
            let body = ByteBuffer(bytes: route.reply.body)
            router.get(RouterPath(route.path)) { _, _ in
                Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
            }
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            logger: logger)
        let group = ServiceGroup(services: [application], logger: logger)
        self.group = group
        task = Task { try await group.run() }
    }

    /// Gracefully, and waits for it: what its event loops do is over before this process ends.
    func stop() {
        let isOver = DispatchSemaphore(value: 0)
        Task { [group, task] in
            await group.triggerGracefulShutdown()
            _ = await task.result
            isOver.signal()
        }
        _ = isOver.wait(timeout: .now() + 10)
    }

    /// Hummingbird adds the date and the length itself.
    private static func headers(of reply: HTTPReply) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in reply.headers.sorted(by: { $0.key < $1.key })
        where !["date", "content-length"].contains(name) {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }
}
