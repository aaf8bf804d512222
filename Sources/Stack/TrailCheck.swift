import Identity
import Operations
import Postgres
import Settings

/// Goes through the trails of people and of requests from their first line to their last.
public struct TrailCheck {
    private let settings: Settings
    private let askedHead: [UInt8]?

    static let schemas = ["identity", "gateway"]

    /// - Parameter head: the head of an earlier check, to be found again. 64 hexadecimal digits.
    public init(_ settings: Settings, head: String? = nil) {
        self.settings = settings
        askedHead = head.flatMap { Self.bytes($0) }
    }

    /// Nil when the text is no hash.
    public static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.lowercased().utf8)
        guard digits.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return bytes.count == 32 ? bytes : nil
    }

    public func run() throws(OperationError) -> TrailReport {
        var trails: [TrailReport.Trail] = []
        for schema in Self.schemas {
            do throws(PostgresError) {
                trails.append(try check(schema))
            } catch {
                throw OperationError(error, of: schema)
            }
        }
        return TrailReport(trails: trails, askedHead: askedHead.map { TrailReport.hexadecimal($0) })
    }

    private func check(_ schema: String) throws(PostgresError) -> TrailReport.Trail {
        let connection = try Connection.open(settings.operatorConnection(for: schema))
        defer { connection.close() }
        let finding = try TrailAudit.run(on: connection, lookingFor: askedHead)
        return TrailReport.Trail(schema, finding, parts: try parts(schema))
    }

    /// Who the lines tell of is compared where the keys are.
    private func parts(_ schema: String) throws(PostgresError) -> Trail.PartsFinding? {
        guard let given = try? settings.gateway(), let root = try? RootKey(given.rootSecret),
            let keys = try? NamedSecrets(given.dataKeys, purpose: "data")
        else { return nil }
        let connection = try Connection.open(settings.serviceConnection(schema))
        defer { connection.close() }
        return try Trail(root: root, vault: Vault(keys)).checkParts(on: connection)
    }
}
