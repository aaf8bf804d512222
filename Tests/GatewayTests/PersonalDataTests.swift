import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A person's data: given, erased, sealed again", .serialized)
struct PersonalDataTests {
    @Test("an export has all of it; erasing waits for money and payments, and leaves the ledger and the trail whole")
    func erasing() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        try await ground.confirm(ann, "ann@example.org")
        _ = try await ann.call("POST", "/v1/keys", ["label": "shop", "scopes": ["accounts:read"]])
        let export = try await ann.call("GET", "/v1/profile/export")
        #expect(export.status == 200 && export.texts["profile.email"] == "ann@example.org")
        #expect(export.texts["payments.0.amount"] == "100.00" && export.texts["keys.0.label"] == "shop")
        #expect(export.texts["contacts.0.email"] == "ann@example.org" && export.texts["sessions.0.session_id"] != nil)
        #expect(export.text.contains("POST /v1/register") && !export.text.contains("ben"))
        try await isWhatOneReads(ann, export)

        #expect(try await ann.call("DELETE", "/v1/profile").code == "accounts_not_empty")
        let wrong = try await ann.call("DELETE", "/v1/profile", ["password": "not the password"])
        #expect(wrong.code == "invalid_credentials")
        let spent = try await ann.call(
            "POST", "/v1/transactions/create",
            ["source_account_id": ann.account, "destination_account_id": ben.account, "amount": "100.00"],
            headers: ["Prefer": "wait=20"])
        #expect(spent.texts["status"] == "settled", "\(spent.text)")
        #expect(try await ann.call("DELETE", "/v1/profile", ["password": "a long password"]).status == 204)

        #expect(try await ann.call("GET", "/v1/profile").code == "person_not_found")
        let login = try await ann.call("POST", "/v1/login", ["username": "ann", "password": "a long password"])
        #expect(login.code == "invalid_credentials")
        #expect(try await ben.account(ben.account)["balance"] == "100.00")
        try await nothingIsLeft(ground, of: ann)
        let again = try await ground.person("ann")
        #expect(again.userID != ann.userID)
        await ground.stop()
    }

    /// An export and the pages that are read all the time are written in two ways, and say the same.
    private func isWhatOneReads(_ ann: Client, _ export: Reply) async throws {
        let account = members(of: "accounts.0.", export)
        let payment = members(of: "payments.0.", export)
        #expect(account.count == 8 && payment.count == 11)
        #expect(try await ann.account(ann.account) == account)
        #expect(members(of: "items.0.", try await ann.call("GET", "/v1/accounts")) == account)
        #expect(members(of: "items.0.", try await ann.call("GET", "/v1/payments")) == payment)
        #expect(try await ann.call("GET", "/v1/payments/\(payment["payment_id"] ?? "")").texts == payment)
    }

    private func members(of prefix: String, _ reply: Reply) -> [String: String] {
        let found = reply.texts.filter { $0.key.hasPrefix(prefix) }
        return Dictionary(uniqueKeysWithValues: found.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    private func nothingIsLeft(_ ground: Ground, of ann: Client) async throws {
        let admin = try await ground.admin()
        defer { admin.close() }
        let isForgotten = try await eventually {
            try admin.query(ContactOf(account: ann.account)) == [true]
        }
        #expect(isForgotten, "the notification worker has the address still")
        let isClosed = try await eventually { try admin.query(StateOf(account: ann.account)) == ["closed"] }
        #expect(isClosed)
        try await Task.sleep(for: .seconds(2))
        let audit = try GiroProcess(["audit", "--trail"], in: ground.directory)
        #expect(await audit.exitCode(within: .seconds(60)) == 0, "\(audit.output)")
        #expect(audit.output.contains("0 changed") && !audit.output.contains(" 0 erased"), "\(audit.output)")
        let ledger = try GiroProcess(["audit"], in: ground.directory)
        #expect(await ledger.exitCode(within: .seconds(60)) == 0, "\(ledger.output)")
    }

    @Test("operators export and erase with a reason, which the operations log keeps")
    func operators() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        func giro(_ words: String...) async throws -> (Int32?, String) {
            let process = try GiroProcess(words + ["--reason", "asked for by letter", "--yes"], in: ground.directory)
            let code = await process.exitCode(within: .seconds(60))
            return (code, process.output)
        }
        let export = try await giro("person", "export", "ben")
        #expect(export.0 == 0 && export.1.contains("ben@example.org"), "\(export.1)")
        let refusal = try await giro("person", "erase", ann.userID, "--json")
        #expect(refusal.1.contains("{\"outcome\":\"accounts_not_empty\"}"))
        #expect(try await giro("person", "erase", "ben").0 == 0)
        #expect(try await giro("person", "erase", "ben").0 == 1)
        #expect(try await ben.call("GET", "/v1/profile").code == "person_not_found")
        let log = try GiroProcess(["log", "--json"], in: ground.directory)
        #expect(await log.exitCode(within: .seconds(30)) == 0)
        #expect(log.output.contains("person erase") && log.output.contains("asked for by letter"))
        #expect(!log.output.contains("ben@"))
        await ground.stop()
    }

    @Test("rows are sealed again with the newest key, and none is left under the older one")
    func resealing() async throws {
        let ground = try await Ground()
        let ann = try await ground.person("ann")
        let file = try String(
            contentsOf: ground.directory.appendingPathComponent(".giro/giro.env"), encoding: .utf8)
        let old = try #require(file.firstMatch(of: /IDENTITY_DATA_KEYS='?(1=[0-9a-f]+)/)?.1)
        let newer = "2=" + String(repeating: "ab", count: 32)
        let keys = ["--set", "identity.data.keys=\(newer),\(old)"]
        let before = try GiroProcess(["reseal", "--dry-run"] + keys, in: ground.directory)
        #expect(await before.exitCode(within: .seconds(30)) == 1, "\(before.output)")
        let reseal = try GiroProcess(["reseal", "--reason", "a new key", "--yes"] + keys, in: ground.directory)
        let code = await reseal.exitCode(within: .seconds(60))
        #expect(code == 0 && reseal.output.contains("0 rows are under other keys than 2"), "\(reseal.output)")
        let only = try GiroProcess(
            [
                "person", "export", ann.userID, "--reason", "a look", "--yes", "--set", "identity.data.keys=\(newer)",
            ], in: ground.directory)
        #expect(await only.exitCode(within: .seconds(30)) == 0)
        #expect(only.output.contains("ann@example.org"), "\(only.output)")
        await ground.stop()
    }
}

/// Whether the notification worker has taken the address back.
private struct ContactOf: Statement {
    let account: String

    static let sql = "SELECT num_nonnulls(email, name, locale) = 0 FROM notification.contact WHERE account = $1"
    func bind(_ p: inout Parameters) { p.append(account) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> Bool { try row.bool(0) }
}

private struct StateOf: Statement {
    let account: String

    static let sql = "SELECT state FROM wallet.account WHERE id = $1"
    func bind(_ p: inout Parameters) { p.append(account) }
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> String { try row.string(0) }
}
