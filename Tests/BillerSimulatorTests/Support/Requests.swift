import BillerSimulator
import Curl
import Foundation
import Glibc
import Testing

extension Order {
    static func sample(bill: String = "INV-1", account: String = "wallet:ann", amountMinor: Int64 = 1_250) -> Order {
        Order(
            payment: UUID().uuidString.lowercased(), bill: bill, account: account, amountMinor: amountMinor,
            currency: "EUR")
    }
}

struct Answer {
    let status: Int
    let body: AnswerBody
}

enum IdempotencyKey {
    case right
    case other(String)
    case absent
}

extension CurlClient {
    func put(
        _ order: Order, _ base: String, path: String? = nil, key: IdempotencyKey = .right, body: String? = nil,
        timeout: Duration = .seconds(60)
    ) async throws -> Answer {
        var headers = [HTTPHeader("Content-Type", "application/json")]
        switch key {
        case .right: headers.append(HTTPHeader("Idempotency-Key", order.payment))
        case .other(let text): headers.append(HTTPHeader("Idempotency-Key", text))
        case .absent: break
        }
        let bytes = try body.map { [UInt8]($0.utf8) } ?? [UInt8](JSONEncoder().encode(order))
        return try await answer(
            HTTPRequest(
                method: "PUT", url: "\(base)/payments/\(path ?? order.payment)", headers: headers, body: bytes,
                timeout: timeout))
    }

    func get(_ order: Order, _ base: String) async throws -> Answer {
        try await answer(HTTPRequest(url: "\(base)/payments/\(order.payment)", timeout: .seconds(60)))
    }

    /// Orders and does not wait for the answer, until the order has arrived.
    func giveUp(on order: Order, _ base: String, arrived: () -> Bool) async throws {
        try await eventually {
            await #expect(throws: CurlError.self) { try await put(order, base, timeout: .milliseconds(100)) }
            return arrived()
        }
    }

    private func answer(_ request: HTTPRequest) async throws -> Answer {
        let response = try await perform(request)
        return Answer(
            status: response.status, body: try JSONDecoder().decode(AnswerBody.self, from: Data(response.body)))
    }
}

/// A connection that hides nothing: sends an order and gives back all that comes until the other side closes, or is
/// silent after two answers.
enum RawConnection {
    struct Failure: Error {}

    static func exchange(_ order: Order, _ base: String) async throws -> String {
        let body = try JSONEncoder().encode(order)
        let head =
            "PUT /payments/\(order.payment) HTTP/1.1\r\nHost: biller\r\nIdempotency-Key: \(order.payment)\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        guard let port = URL(string: base)?.port else { throw Failure() }
        let descriptor = try connect(port: port)
        defer { close(descriptor) }
        let bytes = [UInt8](head.utf8) + body
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { throw Failure() }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let deadline = ContinuousClock.now + .seconds(60)
        while .now < deadline {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count == 0 || count < 0 && errno != EAGAIN { break }
            if count > 0 { answer += buffer[..<count] }
            let text = String(decoding: answer, as: UTF8.self)
            if text.components(separatedBy: "}").count > 2 { return text }
            try await Task.sleep(for: .milliseconds(10))
        }
        return String(decoding: answer, as: UTF8.self)
    }

    private static func connect(port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw Failure()
        }
        return descriptor
    }
}

/// Waits until `condition` holds.
func eventually(within limit: Duration = .seconds(60), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard .now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error {}
