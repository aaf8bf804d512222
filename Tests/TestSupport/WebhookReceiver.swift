import Foundation

/// A business's server: Python's http.server, which knows nothing of this house. It verifies signatures with Python's
/// own `hmac` and answers as it is told.
public final class WebhookReceiver {
    /// One request, as the receiver saw it.
    public struct Request: Decodable, Sendable {
        public let path: String
        public let id: String
        public let timestamp: String
        public let signature: String
        public let contentType: String
        public let body: String

        public var type: String { field("type") ?? "" }

        /// A member of the body, or of its `data`.
        public func field(_ name: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            let value = object?[name] ?? (object?["data"] as? [String: Any])?[name]
            return value.map { "\($0)" }
        }
    }

    public let port: Int
    public var url: String { "http://127.0.0.1:\(port)" }
    private let process = Process()
    private let directory: URL

    public init() async throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("giro-hooks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.server, directory.path]
        try process.run()
        let file = directory.appendingPathComponent("port")
        let started = await eventually(within: .seconds(20)) { FileManager.default.fileExists(atPath: file.path) }
        guard started, let port = Int(try String(contentsOf: file, encoding: .utf8)) else {
            throw CocoaError(.fileReadUnknown)
        }
        self.port = port
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: directory)
    }

    /// What the next requests are answered with: a status, `hang`, `redirect`, `large`, `close`, `slow 3` (200 after 3
    /// s), or `429 7` (with Retry-After). 200 from the start.
    public func answer(_ text: String) throws {
        try Data(text.utf8).write(to: directory.appendingPathComponent("answer"), options: .atomic)
    }

    public func requests() throws -> [Request] {
        let file = directory.appendingPathComponent("requests")
        // A line without its end is being written.
        guard let text = try? String(contentsOf: file, encoding: .utf8), let end = text.lastIndex(of: "\n") else {
            return []
        }
        return try text[..<end].split(separator: "\n").map {
            try JSONDecoder().decode(Request.self, from: Data($0.utf8))
        }
    }

    /// Whether the request's signature is one of `secret`, by the ten lines of docs/api.md.
    public static func verifies(_ request: Request, secret: String) async throws -> Bool {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("giro-sig-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let program =
            try verifier() + """

                import sys
                secret, name = sys.argv[1:]
                request = json.load(open(name))
                headers = {"webhook-" + part: request[part] for part in ("id", "timestamp", "signature")}
                message = verified(secret, headers, request["body"].encode())
                print("yes" if message else "no")
                """
        let given = [
            "id": request.id, "timestamp": request.timestamp, "signature": request.signature,
            "body": request.body,
        ]
        try Data(program.utf8).write(to: directory.appendingPathComponent("verify.py"))
        try JSONEncoder().encode(given).write(to: directory.appendingPathComponent("request.json"))
        let (output, code) = try await GiroProcess.shell("python3 verify.py '\(secret)' request.json", in: directory)
        guard code == 0 else { throw CocoaError(.executableRuntimeMismatch, userInfo: ["output": output]) }
        return output.hasPrefix("yes")
    }

    /// The block of docs/api.md that shows how a signature is verified.
    private static func verifier() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let guide = try String(contentsOf: root.appendingPathComponent("docs/api.md"), encoding: .utf8)
        let blocks = guide.components(separatedBy: "```python\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
        let own = blocks.filter { $0.contains("def verified(") }
        guard own.count == 1 else { throw CocoaError(.fileReadCorruptFile) }
        return own[0]
    }

    private static let server = """
        import http.server, json, os, sys, threading, time
        directory = sys.argv[1]
        path = lambda name: os.path.join(directory, name)
        lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *words): pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                seen = {"path": self.path, "contentType": self.headers["content-type"], "body": body.decode()}
                for part in ("id", "timestamp", "signature"): seen[part] = self.headers["webhook-" + part]
                with lock, open(path("requests"), "a") as file: file.write(json.dumps(seen) + "\\n")
                answer = "200"
                if os.path.exists(path("answer")): answer = open(path("answer")).read()
                if answer == "hang": time.sleep(60)
                if answer in ("hang", "close"):
                    self.close_connection = True
                    return
                words = answer.split()
                if words[0] == "slow":
                    time.sleep(float(words[1]))
                    words = ["200"]
                status = {"redirect": 302, "large": 200}.get(words[0]) or int(words[0])
                content = b"x" * (1000000 if answer == "large" else 2)
                self.send_response(status)
                if answer == "redirect": self.send_header("location", "http://127.0.0.1:%d/elsewhere" % port)
                if len(words) > 1: self.send_header("retry-after", words[1])
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                try: self.wfile.write(content)
                except OSError: self.close_connection = True

            def do_GET(self): self.do_POST()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        port = server.server_address[1]
        with open(path("port.new"), "w") as file: file.write(str(port))
        os.rename(path("port.new"), path("port"))
        server.serve_forever()
        """
}
