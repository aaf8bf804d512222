import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `giro up` as a process, with the gateway on a port of its own.
final class Ground {
    let url: String
    let directory: URL
    private let up: GiroProcess

    /// What lets tests ask as often as they like, and operators be that without an app.
    static let lenient = [
        "gateway.rate.caller=1000000", "gateway.rate.address=1000000", "identity.second.factor=optional",
    ]

    /// - Parameter set: more settings, as `key=value`.
    init(set: [String] = lenient) async throws {
        directory = try GiroProcess.makeDirectory()
        let flags = (["gateway.port=0"] + set).flatMap { ["--set", $0] }
        up = try GiroProcess(["up"] + flags, in: directory)
        let isUp = await up.says("Ctrl-C stops everything.", within: .seconds(120))
        #expect(isUp, "\(up.output)")
        let line = try #require(up.output.split(separator: "\n").first { $0.contains("  api ") })
        url = String(try #require(line.split(separator: " ").last).dropLast("/docs".count))
    }

    /// What the stack has said.
    var output: String { up.output }

    /// Another gateway on the same stack.
    ///
    /// - Parameter isPlain: whether it speaks plain HTTP; else it is not waited for.
    func startGateway(
        set: [String] = [], isPlain: Bool = true
    ) async throws -> (process: GiroProcess, url: String) {
        let port = Int.random(in: 20_000..<30_000)
        let flags = (["gateway.port=\(port)"] + set).flatMap { ["--set", $0] }
        let process = try GiroProcess(["gateway"] + flags, in: directory)
        let url = "http://127.0.0.1:\(port)"
        if !isPlain { return (process, url) }
        let client = Client(url: url)
        let serves = await eventually(within: .seconds(30)) {
            (try? await client.call("GET", "/health/ready"))?.status == 200
        }
        #expect(serves, "\(process.output)")
        return (process, url)
    }

    /// Whether the workers have applied every message that is on their topics.
    func isRead() async throws -> Bool {
        let status = try GiroProcess(["status", "--json"], in: directory)
        _ = await status.exitCode(within: .seconds(30))
        let line = status.output.split(separator: "\n").last { $0.hasPrefix("{") } ?? ""
        let report = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let lanes = (report?["workers"] as? [[String: Any]] ?? []).flatMap { $0["lanes"] as? [[String: Any]] ?? [] }
        return !lanes.isEmpty && lanes.allSatisfy { $0["lag"] as? Int == 0 }
    }

    func stop() async {
        up.signal(SIGINT)
        let code = await up.exitCode(within: .seconds(30))
        #expect(code == 0, "\(up.output)")
        try? FileManager.default.removeItem(at: directory)
    }

    /// A client of somebody who was registered, and whose account is open: a payment to one that is not is rejected.
    func person(_ name: String, role: String = "user") async throws -> Client {
        var client = Client(url: url)
        let answer = try await client.call(
            "POST", "/v1/register",
            ["email": "\(name)@example.org", "username": name, "password": "a long password", "role": role])
        #expect(answer.status == 201, "\(answer.text)")
        client.token = answer.texts["tokens.access_token"] ?? ""
        client.refreshToken = answer.texts["tokens.refresh_token"] ?? ""
        client.userID = answer.texts["profile.user_id"] ?? ""
        client.account = answer.texts["account_id"] ?? ""
        let registered = client
        let opened = try await eventually { try await registered.account(registered.account)["state"] == "open" }
        #expect(opened)
        return client
    }

    /// Gives a person a role, as an operator does.
    func give(_ role: String, to name: String) async throws {
        let process = try GiroProcess(
            ["role", name, role, "--reason", "test", "--yes", "--json"], in: directory)
        #expect(await process.exitCode(within: .seconds(30)) == 0, "\(process.output)")
        #expect(await process.says("{\"outcome\":\"done\"}"))
    }

    /// The text of the newest mail of a kind (`code`, `notice`) that holds a text and is none of those known.
    func mail(
        _ kind: String, with text: String, but known: Set<String> = []
    ) async throws -> (name: String, text: String) {
        let mails = directory.appendingPathComponent(".giro/mail/new")
        var found: (String, String)?
        _ = try await eventually {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: mails.path)) ?? []
            for name in names where name.hasPrefix(kind + ".") && !known.contains(name) {
                let mail = try String(contentsOf: mails.appendingPathComponent(name), encoding: .utf8)
                if mail.contains(text) { found = (name, mail) }
            }
            return found != nil
        }
        return try #require(found, "no \(kind) with \(text)")
    }

    /// The mails there are that hold a text.
    func mails(with text: String) throws -> [String] {
        let mails = directory.appendingPathComponent(".giro/mail/new")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: mails.path)) ?? []
        return try names.filter {
            try String(contentsOf: mails.appendingPathComponent($0), encoding: .utf8).contains(text)
        }
    }

    /// The address is shown to be the person's, by a code, without ending anything.
    func confirm(_ client: Client, _ email: String) async throws {
        #expect(try await client.call("POST", "/v1/profile/email", ["email": email]).status == 202)
        let mail = try await mail("code", with: "To: \(email)").text
        let code = try #require(mail.firstMatch(of: /Code: ([0-9]{8})/)?.1)
        let confirmed = try await client.call("POST", "/v1/profile/email/confirm", ["code": String(code)])
        #expect(confirmed.text.contains("\"email_confirmed\":true"), "\(confirmed.text)")
    }

    /// The same, with money in the account.
    func funded(_ name: String, amount: String = "100.00", role: String = "user") async throws -> Client {
        let client = try await person(name, role: role)
        let answer = try await client.call(
            "POST", "/v1/accounts/\(client.account)/deposit", ["amount": amount], headers: ["Prefer": "wait=20"])
        #expect(answer.texts["status"] == "settled", "\(answer.text)")
        return client
    }
}

/// One caller of the API.
struct Client {
    let url: String
    var token: String?
    var refreshToken = ""
    var userID = ""
    var account = ""

    init(url: String) { self.url = url }

    /// The same caller, who asks elsewhere.
    func at(_ url: String) -> Client {
        var client = Client(url: url)
        (client.token, client.userID, client.account) = (token, userID, account)
        return client
    }

    func call(
        _ method: String, _ path: String, _ body: [String: Any]? = nil, headers: [String: String] = [:]
    ) async throws -> Reply {
        let data = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        return try await send(method, path, data, headers: headers)
    }

    func send(_ method: String, _ path: String, _ body: Data?, headers: [String: String] = [:]) async throws -> Reply {
        var request = URLRequest(url: try #require(URL(string: url + path)))
        request.httpMethod = method
        request.timeoutInterval = 40
        if let body {
            request.httpBody = body
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        return Reply(data, try #require(response as? HTTPURLResponse))
    }

    /// The fields of an account's balance.
    func account(_ id: String) async throws -> [String: String] {
        try await call("GET", "/v1/accounts/\(id)/balance").texts
    }
}

/// An answer, its JSON flattened: `tokens.access_token`, `items.0.amount`.
struct Reply {
    let status: Int
    let text: String
    let texts: [String: String]
    private let headers: [String: String]

    init(_ data: Data, _ response: HTTPURLResponse) {
        status = response.statusCode
        text = String(decoding: data, as: UTF8.self)
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields { headers["\(name)".lowercased()] = "\(value)" }
        self.headers = headers
        var texts: [String: String] = [:]
        Self.flatten(try? JSONSerialization.jsonObject(with: data), "", &texts)
        self.texts = texts
    }

    var code: String? { texts["code"] }

    func header(_ name: String) -> String? { headers[name.lowercased()] }

    private static func flatten(_ value: Any?, _ path: String, _ texts: inout [String: String]) {
        let prefix = path.isEmpty ? "" : path + "."
        if let object = value as? [String: Any] {
            for (name, member) in object { flatten(member, prefix + name, &texts) }
        } else if let list = value as? [Any] {
            for (index, member) in list.enumerated() { flatten(member, prefix + String(index), &texts) }
        } else if let value {
            texts[path] = "\(value)"
        }
    }
}
