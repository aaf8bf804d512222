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
        let who = call.identifiedCaller?.person.description ?? "anybody"
        let id = try root.hash("idempotency", [Array(who.utf8), Array(key.utf8)])
        let fingerprint = try root.hash(
            "request", [Array(call.method.rawValue.utf8), Array(call.path.utf8), Self.canonical(call.body)])
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

    private func inProgress() -> Problem {
        metrics.counted(.inProgress)
        return Problem(.requestInProgress, retryAfterSeconds: 1)
    }

    /// What was refused for good is remembered too; what may go better next time is not.
    private func finish(_ id: [UInt8], _ call: Call, _ work: (Call) async throws -> Answer) async throws -> Answer {
        do {
            let answer = try await work(call)
            try await store(answer, id: id)
            return answer
        } catch let problem as Problem where !problem.code.isTransient {
            try await store(problem.answer, id: id)
            throw problem
        } catch {
            _ = try? await pool.run { try $0.execute(ReleaseKey(id: id)) }
            throw error
        }
    }

    private func store(_ answer: Answer, id: [UInt8]) async throws {
        let stored = StoredAnswer(
            contentType: answer.contentType, location: answer.headers[.location],
            body: String(decoding: answer.body, as: UTF8.self))
        let sealed = try vault.seal(Array(try JSONEncoder().encode(stored)), context: Self.context(id))
        let finish = FinishKey(id: id, status: Int16(answer.status.code), answer: sealed)
        _ = try await pool.run { try $0.execute(finish) }
    }

    private func stored(_ sealed: [UInt8], status: Int16, id: [UInt8]) throws -> Answer {
        let opened = try vault.open(sealed, context: Self.context(id))
        let stored = try JSONDecoder().decode(StoredAnswer.self, from: Data(opened))
        var answer = Answer(
            status: HTTPResponse.Status(code: Int(status)), contentType: stored.contentType,
            body: Array(stored.body.utf8))
        if let location = stored.location { answer.headers[.location] = location }
        answer.headers[.idempotencyReplayed] = "true"
        return answer
    }

    /// The body with its members in one order: not every client writes them in the same one each time.
    private static func canonical(_ body: [UInt8]) -> [UInt8] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)),
            let sorted = try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
        else { return body }
        return Array(sorted)
    }

    private static func context(_ id: [UInt8]) -> String { "idempotency/" + Data(id).base64EncodedString() }

    private struct StoredAnswer: Codable {
        let contentType: String
        let location: String?
        let body: String
    }
}
