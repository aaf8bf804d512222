import Crypto
import FoundationEssentials
import Payments

/// Makes lines of the trail, and opens what is sealed in them.
public struct Trail: Sendable {
    let root: RootKey
    let vault: Vault

    static let saltBytes = 16
    /// How long it is known who a line tells of.
    public static let personalDays = 400

    public init(root: RootKey, vault: Vault) {
        self.root = root
        self.vault = vault
    }

    /// The trail's tables, for every schema that has one.
    public static let tables = PackageResources._002_trail_sql

    /// The line that tells of an act, for the transaction that does it.
    ///
    /// - Parameters:
    ///   - outcome: `done`, or a code.
    ///   - subject: the id of what was made or changed; the one in the request's address when nil.
    ///   - person: who it is, where the act itself could not know.
    ///   - about: whose data it is, if not one's own.
    public func line(
        _ act: Act, outcome: String = "done", subject: String? = nil, person: Identifier? = nil,
        about: Identifier? = nil
    ) throws -> AppendTrail {
        act.recorded()
        let id = Identifier.make()
        var actor = act.actor
        actor.person = actor.person ?? person?.description
        var parts = [try part(of: id, .actor, actor)]
        let other = about ?? act.about
        if let other, other.description != actor.person { parts.append(try part(of: id, .about, .init(person: other))) }
        let entry = TrailEntry(
            id: id, at: .now(), action: act.action, outcome: outcome, subject: subject ?? act.subject,
            request: act.request, actor: parts[0].digest, about: parts.count > 1 ? parts[1].digest : nil)
        return AppendTrail(entries: [entry], parts: parts.map(\.part))
    }

    private func part(
        of entry: Identifier, _ role: TrailPart.Role, _ party: Act.Party
    ) throws -> (part: TrailPart, digest: [UInt8]) {
        let content = randomBytes(Self.saltBytes) + Array(try JSONEncoder().encode(party))
        let part = TrailPart(
            entry: entry, role: role, person: try party.person.map { try index($0) },
            sealed: try vault.seal(content, context: Self.context(entry, role)))
        return (part, Self.digest(content))
    }

    /// - Throws: `unreadable_data`.
    func open(_ part: TrailPart) throws(IdentityError) -> (party: Act.Party, digest: [UInt8]) {
        let content = try vault.open(part.sealed, context: Self.context(part.entry, part.role))
        guard content.count > Self.saltBytes,
            let party = try? JSONDecoder().decode(Act.Party.self, from: Data(content[Self.saltBytes...]))
        else { throw IdentityError(.unreadableData) }
        return (party, Self.digest(content))
    }

    /// How parts about a person are found.
    func index(_ person: String) throws(IdentityError) -> [UInt8] { try root.hash("trail", person) }

    static func context(_ entry: Identifier, _ role: TrailPart.Role) -> String { "trail/\(entry)/\(role.rawValue)" }

    private static func digest(_ content: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: content)) }
}
