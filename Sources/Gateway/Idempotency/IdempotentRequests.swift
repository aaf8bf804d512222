import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Postgres

/// Requests with an `Idempotency-Key`: the same key and request get the same answer, the same key with another request
/// 409, from whichever process, for 24 hours.
///
/// The row is taken before the work and finished after it. A process that dies between the two leaves it to the next
/// repetition, which works with the same subject, so that nothing is made twice.
struct IdempotentRequests: Sendable {
    let pool: ConnectionPool
    let root: RootKey
    let vault: Vault
    let metrics: GatewayMetrics

    /// How long a request may take, beside what it waits for a payment. One that takes longer and is repeated meanwhile
    /// is done twice with one subject, so still makes one thing; one whose process died keeps nobody waiting.
    private static let lockSeconds = 10

    func perform(_ call: Call, _ work: (Call) async throws -> Answer) async throws -> Answer {
        guard let key = call.headers[.idempotencyKey] else { return try await work(call) }
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Problem(.invalidIdempotencyKey)
        }
        let body = call.object?.canonical ?? []
        let request = [Array(call.method.rawValue.utf8), Array(call.path.utf8), body]
        let id = try root.hash("idempotency", owner(call, request) + [Array(key.utf8)])
        let fingerprint = try root.hash("request", request)
        let reserve = ReserveKey(
            id: id, fingerprint: fingerprint, subject: call.subject,
            seconds: Int32(Self.lockSeconds + (call.waitSeconds ?? 0)))
        guard let row = try await pool.query(reserve).first else { throw inProgress() }
        guard row.fingerprint == fingerprint else {
            metrics.counted(.conflict)
            throw Problem(.idempotencyConflict)
        }
        if row.isMine {
            metrics.counted(.first)
            var call = call
            call.subject = row.subject
            return try await finish(id, call, work)
        }
        guard let status = row.status, let answer = row.answer else { throw inProgress() }
        metrics.counted(.replayed)
        return try stored(answer, status: status, id: id)
    }

    /// Whose key it is. Callers who are not known share no keys: each request from an address has keys of its own, so
    /// two strangers with one key do not meet, and none is given what another was answered.
    private func owner(_ call: Call, _ request: [[UInt8]]) -> [[UInt8]] {
        if let caller = call.identifiedCaller { return [Array(caller.person.description.utf8)] }
        return [Array("anybody".utf8), Array(call.address.utf8)] + request
    }

    private func inProgress() -> Problem {
        metrics.counted(.inProgress)
        return Problem(.requestInProgress, retryAfterSeconds: 1)
    }

    /// Only what was done is remembered. A refusal changed nothing: the same request is decided again, and succeeds
    /// once what it was refused for is cured.
    private func finish(_ id: [UInt8], _ call: Call, _ work: (Call) async throws -> Answer) async throws -> Answer {
        do {
            let answer = try await work(call)
            try await store(answer, id: id)
            return answer
        } catch {
            _ = try? await pool.run { try $0.execute(ReleaseKey(id: id)) }
            throw error
        }
    }

    private func store(_ answer: Answer, id: [UInt8]) async throws {
        let stored = StoredAnswer(answer)
        let sealed = try vault.seal(Array(try JSONEncoder().encode(stored)), context: Self.context(id))
        let finish = FinishKey(id: id, status: Int16(answer.status.code), answer: sealed)
        _ = try await pool.run { try $0.execute(finish) }
    }

    private func stored(_ sealed: [UInt8], status: Int16, id: [UInt8]) throws -> Answer {
        let opened = try vault.open(sealed, context: Self.context(id))
        var answer = try JSONDecoder().decode(StoredAnswer.self, from: Data(opened)).answer
        answer.status = HTTPResponse.Status(code: Int(status))
        answer.headers[.idempotencyReplayed] = "true"
        return answer
    }

    private static func context(_ id: [UInt8]) -> String { "idempotency/" + Data(id).base64EncodedString() }
}

/// An answer as it is kept: with all of its headers.
private struct StoredAnswer: Codable {
    let contentType: String
    /// Beside `headers` for processes of the version before.
    let location: String?
    let body: String
    /// Names and values in turn; nil in what the version before has kept.
    let headers: [String]?

    init(_ answer: Answer) {
        contentType = answer.contentType
        location = answer.headers[.location]
        body = String(decoding: answer.body, as: UTF8.self)
        headers = answer.headers.flatMap { [$0.name.rawName, $0.value] }
    }

    var answer: Answer {
        var answer = Answer(status: .ok, contentType: contentType, body: Array(body.utf8))
        if let location { answer.headers[.location] = location }
        let fields = headers ?? []
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            if let name = HTTPField.Name(fields[index]) { answer.headers[name] = fields[index + 1] }
        }
        return answer
    }
}
