import HTTPTypes
import Hummingbird
import Identity
import Messages
import Payments

/// A request that was let in: who asks, what for, and the body, read.
struct Call: Sendable {
    let method: HTTPRequest.Method
    let path: String
    /// From the address, by their names in the endpoint's path.
    let parameters: [String: String]
    let headers: HTTPFields
    /// The parameters behind the `?`.
    let query: QueryItems
    /// Empty when none was sent.
    var body: [UInt8] = []
    /// The body, read. Nil when none was sent.
    var object: JSONObject?
    /// Where it comes from.
    let address: String
    /// Nil for endpoints that are open to everybody.
    let identifiedCaller: Caller?
    /// What the request makes has this id. The same for each repetition with one Idempotency-Key.
    var subject: Identifier
    /// What the trail is told; nil for what it is not told of.
    var act: Act?

    func caller() throws(Problem) -> Caller {
        guard let identifiedCaller else { throw Problem(.unauthenticated) }
        return identifiedCaller
    }

    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// An account's id in the address.
    func account() throws(Problem) -> AccountID {
        guard let account = AccountID(parameter("account_id")) else { throw Problem(.accountNotFound) }
        return account
    }

    /// The members of the body.
    func fields() throws(Problem) -> Fields {
        guard let object else { throw Problem(.invalidJSON, "a body is needed") }
        return Fields(object)
    }

    /// `Prefer: wait=N` (RFC 7240): the seconds, at most 30.
    var waitSeconds: Int? {
        for preference in (headers[.prefer] ?? "").split(separator: ",") {
            let words = preference.split(separator: "=").map { $0.trimmingPrefix { $0 == " " } }
            guard words.count == 2, words[0] == "wait", let seconds = Int(words[1]), seconds > 0 else { continue }
            return min(seconds, 30)
        }
        return nil
    }

    /// How many rows a page has.
    func limit(standard: Int = 50, most: Int = 200) throws(Problem) -> Int {
        guard let text = query["limit"] else { return standard }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw Problem(.invalidParameter, field: "limit", "1 to \(most)")
        }
        return limit
    }

    func time(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = query[name] else { return nil }
        guard let time = Timestamp(text) else {
            throw Problem(.invalidParameter, field: name, "a time as 2026-11-21T09:30:00Z")
        }
        return time
    }
}
