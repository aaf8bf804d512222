import Foundation

/// An authority of its own, a server certificate for 127.0.0.1 and a client certificate.
struct Certificates {
    let directory: TemporaryDirectory

    var authority: String { directory.file("ca.pem") }
    var serverCertificate: String { directory.file("server.pem") }
    var serverKey: String { directory.file("server.key") }
    var clientCertificate: String { directory.file("client.pem") }
    var clientKey: String { directory.file("client.key") }

    init() async throws {
        directory = try TemporaryDirectory()
        try await ExternalProcess.run(
            "openssl",
            newKey("ca.key") + ["-x509", "-days", "2", "-subj", "/CN=Test authority", "-out", authority]
        )
        try await sign("server", name: "127.0.0.1", extra: ["-addext", "subjectAltName=IP:127.0.0.1"])
        try await sign("client", name: "client", extra: [])
    }

    private func sign(_ file: String, name: String, extra: [String]) async throws {
        let request = directory.file("\(file).csr")
        try await ExternalProcess.run(
            "openssl", newKey("\(file).key") + ["-subj", "/CN=\(name)", "-out", request] + extra
        )
        try await ExternalProcess.run(
            "openssl",
            [
                "x509", "-req", "-in", request, "-days", "2", "-CA", authority, "-CAkey", directory.file("ca.key"),
                "-CAcreateserial", "-copy_extensions", "copy", "-out", directory.file("\(file).pem"),
            ])
    }

    private func newKey(_ file: String) -> [String] {
        [
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", directory.file(file),
        ]
    }
}

/// OpenSSL's own HTTPS server.
struct TLSServer {
    let port: Int
    private let process: ExternalProcess

    init(_ certificates: Certificates, options: [String] = []) async throws {
        port = try FreePort.find()
        process = try ExternalProcess(
            "openssl",
            [
                "s_server", "-www", "-accept", "127.0.0.1:\(port)", "-cert", certificates.serverCertificate,
                "-key", certificates.serverKey, "-CAfile", certificates.authority,
            ] + options)
        try await process.listening(on: port)
    }

    var url: String { "https://127.0.0.1:\(port)/" }
}
