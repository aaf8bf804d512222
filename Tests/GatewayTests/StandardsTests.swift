import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("HTTP as its users expect it", .serialized)
struct StandardsTests {
    @Test("HEAD, OPTIONS, conditions, unknown parameters, other origins, and what is no right HTTP")
    func standards() async throws {
        let shop = "https://shop.example"
        let ground = try await Ground(set: [
            "gateway.rate.caller=1000000", "gateway.rate.address=1000000",
            "gateway.cors.origins=\(shop), http://localhost:3000",
        ])
        let ann = try await ground.person("ann", role: "business")
        try await heads(ann)
        try await methods(ann)
        try await conditions(ann)
        try await changes(ann)
        try await parameters(ann)
        try await origins(ann, shop)
        try await home(ground)
        try await raw(ground)
        await ground.stop()
    }

    private func heads(_ ann: Client) async throws {
        for path in [
            "/v1/accounts", "/v1/accounts/\(ann.account)/statement", "/health/ready", "/openapi.json", "/docs",
            "/v1/nothing",
        ] {
            let get = try await ann.call("GET", path)
            let head = try await ann.call("HEAD", path)
            #expect(head.status == get.status && head.text.isEmpty, "\(path)")
            for name in ["ETag", "Content-Type", "Cache-Control", "Content-Length"] {
                #expect(head.header(name) == get.header(name), "\(path) \(name)")
            }
        }
        let absent = try await ann.call("HEAD", "/v1/register")
        #expect(absent.status == 405 && absent.header("Allow") == "OPTIONS, POST")
    }

    private func methods(_ ann: Client) async throws {
        let allowed = [
            "/v1/accounts": "GET, HEAD, OPTIONS", "/v1/profile": "DELETE, GET, HEAD, OPTIONS",
            "/v1/register": "OPTIONS, POST", "/v1/keys/x": "DELETE, OPTIONS",
            "/v1/accounts/create": "OPTIONS, POST", "/v1/accounts/x": "DELETE, OPTIONS",
        ]
        for (path, allow) in allowed {
            let options = try await Client(url: ann.url).call("OPTIONS", path)
            #expect(options.status == 204 && options.header("Allow") == allow, "\(path): \(options.text)")
            let other = try await ann.call("PATCH", path, [:])
            #expect(other.status == 405 && other.header("Allow") == allow, "\(path): \(other.text)")
        }
        #expect(try await ann.call("OPTIONS", "/v1/nothing").code == "not_found")
    }

    private func conditions(_ ann: Client) async throws {
        let path = "/v1/accounts"
        let tag = try #require(try await ann.call("GET", path).header("ETag"))
        for value in [tag, "W/\(tag)", "\"a\", \(tag)", "\"a,b\",W/\"c\" , W/\(tag)", "*", " * "] {
            for method in ["GET", "HEAD"] {
                let reply = try await ann.call(method, path, headers: ["If-None-Match": value])
                #expect(reply.status == 304 && reply.text.isEmpty && reply.header("ETag") == tag, "\(method) \(value)")
            }
        }
        for value in ["\"a\"", "W/\"a\"", String(tag.dropFirst().dropLast()), "\"\(tag)\"", "nonsense", "\"*\""] {
            let reply = try await ann.call("GET", path, headers: ["If-None-Match": value])
            #expect(reply.status == 200 && reply.header("ETag") == tag, "\(value)")
        }
        for (value, status) in [(tag, 200), ("\"a\", \(tag)", 200), ("*", 200), ("W/\(tag)", 412), ("\"a\"", 412)] {
            let reply = try await ann.call("GET", path, headers: ["If-Match": value])
            #expect(reply.status == status, "\(value)")
            if status == 412 { #expect(reply.code == "precondition_failed") }
        }
    }

    /// Nobody's change is lost who says what they have seen.
    private func changes(_ ann: Client) async throws {
        let made = try await ann.call("POST", "/v1/webhooks", ["url": "https://shop.example/hooks"])
        let path = "/v1/webhooks/\(made.texts["webhook_id"] ?? "")"
        let seen = try #require(try await ann.call("GET", path).header("ETag"))
        let first = try await ann.call("PATCH", path, ["enabled": false], headers: ["If-Match": seen])
        #expect(first.status == 200, "\(first.text)")
        let second = try await ann.call("PATCH", path, ["enabled": true], headers: ["If-Match": seen])
        #expect(second.status == 412 && second.code == "precondition_failed", "\(second.text)")
        #expect(try await ann.call("GET", path).texts["enabled"] == "0")
        #expect(try await ann.call("DELETE", path, headers: ["If-Match": "*"]).status == 204)
        #expect(try await ann.call("DELETE", path, headers: ["If-Match": "*"]).code == "webhook_not_found")
    }

    private func parameters(_ ann: Client) async throws {
        for (query, code, field) in [
            ("payments?min_amount=10.00", "unknown_parameter", "min_amount"),
            ("payments?Limit=5", "unknown_parameter", "Limit"), ("accounts?limit=5", "unknown_parameter", "limit"),
            ("payments?limit=5&limit=6", "invalid_parameter", "limit"),
            ("payments?limit=%zz", "invalid_parameter", nil), ("payments?%ff=1", "invalid_parameter", nil),
            ("payments?kind=bill&l%69mit=5", nil, nil), ("payments?", nil, nil), ("payments?limit=5&", nil, nil),
        ] as [(String, String?, String?)] {
            let reply = try await ann.raw("GET", "/v1/\(query)")
            #expect(reply.code == code && reply.texts["field"] == field, "\(query): \(reply.text)")
            if code == nil { #expect(reply.status == 200, "\(query): \(reply.text)") }
        }
        #expect(try await ann.call("POST", "/v1/accounts/create?currency=USD", [:]).code == "unknown_parameter")
    }

    private func origins(_ ann: Client, _ shop: String) async throws {
        let wish = ["Origin": shop, "Access-Control-Request-Method": "POST"]
        let preflight = try await Client(url: ann.url).call("OPTIONS", "/v1/bills/pay", headers: wish)
        #expect(preflight.status == 204 && preflight.header("Access-Control-Allow-Origin") == shop)
        #expect(preflight.header("Access-Control-Allow-Methods") == "OPTIONS, POST")
        #expect(preflight.header("Access-Control-Allow-Headers")?.contains("Idempotency-Key") == true)
        #expect(preflight.header("Access-Control-Max-Age") == "600")
        let reply = try await ann.call("GET", "/v1/accounts", headers: ["Origin": shop])
        #expect(reply.header("Access-Control-Allow-Origin") == shop && reply.header("Vary") == "Origin")
        #expect(reply.header("Access-Control-Expose-Headers")?.contains("Retry-After") == true)
        #expect(reply.header("Access-Control-Allow-Credentials") == nil)
        let refusal = try await Client(url: ann.url).call("GET", "/v1/accounts", headers: ["Origin": shop])
        #expect(refusal.status == 401 && refusal.header("Access-Control-Allow-Origin") == shop, "a page may see it too")
        for origin in ["https://shop.example.org", "http://shop.example", "null", "https://SHOP.example", "*"] {
            let other = try await ann.call("GET", "/v1/accounts", headers: ["Origin": origin])
            #expect(other.header("Access-Control-Allow-Origin") == nil && other.header("Vary") == "Origin", "\(origin)")
        }
    }

    private func home(_ ground: Ground) async throws {
        let program = try await Client(url: ground.url).call("GET", "/")
        #expect(program.status == 200 && program.texts["openapi"] == "/openapi.json", "\(program.text)")
        let browser = try await Client(url: ground.url).call("GET", "/", headers: ["Accept": "text/html,*/*"])
        #expect(browser.text.contains("<!doctype html>"), "it was sent to the page")
    }

    /// Bytes that no client library would send.
    private func raw(_ ground: Ground) async throws {
        let file = ground.directory.appendingPathComponent("raw.py")
        try Self.script.write(to: file, atomically: true, encoding: .utf8)
        let address = ground.url.dropFirst("http://".count).split(separator: ":")
        let (output, code) = try await GiroProcess.shell(
            "python3 raw.py \(address[0]) \(address[1])", in: ground.directory)
        #expect(code == 0, "\(output)")
        #expect(
            output.split(separator: "\n").map { String($0) } == [
                "chunk: 400", "coding: 400", "two codings: 400", "no host: 400", "two hosts: 400", "old: 200",
                "length and coding: 400", "head and get: 200 200", "hang-up: nothing", "after it all: 200",
            ], "\(output)")
        for word in ["a request failed", "internal_error"] {
            #expect(!ground.output.contains(word), "\(ground.output)")
        }
    }

    private static let script = #"""
        import socket, sys
        HOST, PORT = sys.argv[1], int(sys.argv[2])

        def connect():
            connection = socket.create_connection((HOST, PORT), timeout=20)
            return connection

        def statuses(text, parts=1):
            with connect() as connection:
                connection.sendall(text.replace("\n", "\r\n").encode())
                answer = b""
                while answer.count(b"HTTP/1.1 ") < parts or b"\r\n\r\n" not in answer:
                    part = connection.recv(65536)
                    if not part:
                        break
                    answer += part
            return " ".join(line.split()[1] for line in answer.decode().split("\r\n") if line.startswith("HTTP/1.1 "))

        post = "POST /v1/login HTTP/1.1\nHost: x\nContent-Type: application/json\n"
        print("chunk:", statuses(post + "Transfer-Encoding: chunked\n\nzz\n{}\n0\n\n"))
        print("coding:", statuses(post + "Transfer-Encoding: rot13\n\n{}"))
        print("two codings:", statuses(post + "Transfer-Encoding: chunked, gzip\n\n2\n{}\n0\n\n"))
        print("no host:", statuses("GET /health/live HTTP/1.1\n\n"))
        print("two hosts:", statuses("GET /health/live HTTP/1.1\nHost: a\nHost: b\n\n"))
        print("old:", statuses("GET /health/live HTTP/1.0\n\n"))
        print("length and coding:", statuses(post + "Content-Length: 2\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n"))
        get = " /health/live HTTP/1.1\nHost: x\n\n"
        print("head and get:", statuses("HEAD" + get + "GET" + get, 2))
        for half in [post + "Content-Length: 100\n\n{", post + "Transfer-Encoding: chunked\n\n5\n{", "GET /health/l"]:
            with connect() as connection:
                connection.sendall(half.replace("\n", "\r\n").encode())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        print("hang-up: nothing")
        print("after it all:", statuses("GET" + get))
        """#
}

extension Client {
    /// An address whose query is sent as it is written.
    fileprivate func raw(_ method: String, _ target: String) async throws -> Reply {
        let (output, _) = try await GiroProcess.shell(
            """
            curl -s -g -X \(method) -w '\\n%{http_code}' -H 'Authorization: Bearer \(token ?? "")' '\(url)\(target)'
            """, in: FileManager.default.temporaryDirectory)
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        let status = Int(lines.last ?? "") ?? 0
        let address = try #require(URL(string: url))
        let response = try #require(
            HTTPURLResponse(url: address, statusCode: status, httpVersion: nil, headerFields: nil))
        return Reply(Data(lines.dropLast().joined(separator: "\n").utf8), response)
    }
}
