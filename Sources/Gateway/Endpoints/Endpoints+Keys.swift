import Hummingbird
import Identity
import Payments

extension Endpoints {
    static let keys = [
        Endpoint(.get, "/v1/keys", .people, list),
        Endpoint(.post, "/v1/keys", .people, make),
        Endpoint(.post, "/v1/keys/{key_id}/rotate", .people, rotate),
        Endpoint(.delete, "/v1/keys/{key_id}", .people, revoke),
    ]

    private static let day: Int64 = 86_400

    private static func list(_ call: Call, _ services: Services) async throws -> Answer {
        let keys = try await services.identity.keys(of: call.caller().person)
        return .json(ListView(items: keys.map { KeyView($0, secret: nil) }, next: nil))
    }

    private static func make(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let label = try fields.text("label", most: 60)
        let kind: ProgramKey.Kind = try fields.choice("kind", standard: .secret)
        let names = try fields.texts("scopes")
        let days = try fields.optionalInteger("expires_in_days", in: 1...366) ?? 90
        try fields.noMore()
        let scopes = names.compactMap { Scope(rawValue: $0) }
        guard scopes.count == names.count, Set(scopes).count == scopes.count else {
            throw Problem.invalid("scopes", "some of " + Scope.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let (key, secret) = try await services.identity.makeKey(
            by: call.caller(), kind: kind, label: label, scopes: scopes, lifetimeSeconds: days * day)
        return .json(KeyView(key, secret: secret), status: .created)
    }

    private static func rotate(_ call: Call, _ services: Services) async throws -> Answer {
        guard let id = Identifier(call.parameter("key_id")) else { throw Problem(.keyNotFound) }
        let fields = try call.fields()
        let grace = try fields.optionalInteger("grace_seconds", in: 0...7 * day) ?? day
        try fields.noMore()
        let (key, secret) = try await services.identity.rotateKey(
            id, by: call.caller(), graceSeconds: grace, as: call.subject)
        return .json(KeyView(key, secret: secret))
    }

    private static func revoke(_ call: Call, _ services: Services) async throws -> Answer {
        guard let id = Identifier(call.parameter("key_id")) else { throw Problem(.keyNotFound) }
        try await services.identity.revokeKey(id, by: call.caller())
        return .nothing
    }
}

struct KeyView: Encodable {
    let keyId: String
    let kind: String
    let label: String
    let scopes: [String]
    let createdAt: String
    let expiresAt: String
    let revokedAt: String?
    let previousUntil: String?
    let secret: String?

    init(_ key: ProgramKey, secret: String?) {
        keyId = key.id.description
        kind = key.kind.rawValue
        label = key.label
        scopes = key.scopes.map(\.rawValue)
        createdAt = key.createdAt.description
        expiresAt = key.expiresAt.description
        revokedAt = key.revokedAt?.description
        previousUntil = key.previousUntil?.description
        self.secret = secret
    }
}

/// A page of something. `next` goes into `?cursor=` for the page after it; none when this is the last.
struct ListView<Item: Encodable>: Encodable {
    let items: [Item]
    let next: String?
}
