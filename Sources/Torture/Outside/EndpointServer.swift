import Foundation
import Synchronization

/// Businesses' endpoints: a server that remembers what it was told under which `webhook-id`. HTTP/1.1 as far as a POST
/// with a length needs it; the request's path names the endpoint. Beside the server's moods, some messages are refused,
/// or are taken and answered late or not at all.
final class EndpointServer: Sendable {
    let server: LoopbackServer
    private let memory: Memory

    private final class Memory: Sendable {
        let notices = Mutex<[String: [String: History.Notice]]>([:])
        let posts = Atomic<Int>(0)
    }

    private struct Message: Decodable {
        struct Payment: Decodable {
            let id: String

            enum CodingKeys: String, CodingKey {
                case id = "payment_id"
            }
        }

        let type: String
        let data: Payment
    }

    private static let refusedOneIn = 31
    private static let unansweredOneIn = 37
    private static let lateOneIn = 89
    /// Longer than the worker waits.
    private static let late = 1.5

    init() throws(TortureError) {
        let memory = Memory()
        self.memory = memory
        server = try LoopbackServer { Self.converse(over: &$0, memory) }
    }

    func url(of endpoint: String) -> String { "http://127.0.0.1:\(server.port)/\(endpoint)" }

    /// By endpoint and `webhook-id`.
    var notices: [String: [String: History.Notice]] { memory.notices.withLock { $0 } }

    /// One connection, request after request.
    private static func converse(over connection: inout LoopbackConnection, _ memory: Memory) {
        while let head = connection.read(until: "\r\n\r\n") {
            let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
            guard let length = field("content-length", of: lines).flatMap({ Int($0) }),
                let body = connection.read(count: length), let id = field("webhook-id", of: lines),
                let endpoint = lines.first?.split(separator: " ").dropFirst().first?.dropFirst(),
                let message = try? JSONDecoder().decode(Message.self, from: Data(body))
            else { return }
            let place = memory.posts.add(1, ordering: .relaxed).newValue
            if connection.mood() == .refusing || place % refusedOneIn == 0 {
                guard answer(503, over: connection) else { return }
                continue
            }
            let isSilent = connection.mood() == .silent || place % unansweredOneIn == 0
            let isLate = place % lateOneIn == 0
            let seen = History.Notice(
                payment: message.data.id, event: message.type, content: ContentHash.of(body), place: place,
                isAnswered: !isSilent && !isLate)
            memory.notices.withLock { notices in
                notices[String(endpoint), default: [:]][id, default: seen].add(seen)
            }
            if isSilent { return }
            if isLate { Thread.sleep(forTimeInterval: late) }
            guard answer(200, over: connection) else { return }
        }
    }

    private static func answer(_ status: Int, over connection: LoopbackConnection) -> Bool {
        connection.say("HTTP/1.1 \(status) \(status == 200 ? "OK" : "Not Now")\r\ncontent-length: 0\r\n\r\n")
    }

    private static func field(_ name: String, of lines: [Substring]) -> String? {
        lines.first { $0.lowercased().hasPrefix(name + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}
