import Foundation
import Postgres
import PrivatePostgres
import Testing

@Suite("TLS")
struct TLSTests {
    private static let openssl = "/usr/bin/openssl"

    enum Encrypted: SQLText {
        static let text = "SELECT ssl::int::bigint FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    }

    /// A server with a certificate of its own for `localhost`, and the certificate's file.
    private func startServer(_ directory: String) throws -> (server: PrivatePostgres, certificate: String) {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let (certificate, key) = (directory + "/server.crt", directory + "/server.key")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.openssl)
        process.arguments = [
            "req", "-new", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        chmod(key, 0o600)
        if geteuid() == 0, let user = getpwnam("postgres") { chown(key, user.pointee.pw_uid, user.pointee.pw_gid) }
        let settings = ["ssl": "on", "ssl_cert_file": certificate, "ssl_key_file": key]
        return (try PrivatePostgres.startTemporary(settings: settings), certificate)
    }

    @Test(
        "the connection string decides about TLS, and a certificate that is not trusted is refused",
        .enabled(if: FileManager.default.isExecutableFile(atPath: openssl)))
    func tls() throws {
        let directory = "/tmp/giro-test-" + TestDatabase.uniqueName()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (server, certificate) = try startServer(directory)
        func open(_ more: String) throws -> Connection {
            let base = server.adminConninfo.split(separator: " ").filter { !$0.hasPrefix("host=") }
            return try Connection.open(
                ConnectionConfiguration(
                    conninfo: base.joined(separator: " ") + " host=localhost hostaddr=127.0.0.1 " + more))
        }
        #expect(try open("sslmode=disable").query(Numbers<Encrypted>()) == [0])
        #expect(try open("sslmode=require").query(Numbers<Encrypted>()) == [1])
        let verified = try open("sslmode=verify-full sslrootcert=\(certificate)")
        #expect(try verified.query(Numbers<Encrypted>()) == [1])
        let bytes = [UInt8](repeating: 1, count: 3 << 20)
        let transaction = try verified.begin()
        let replies = try (0..<8).map { _ in try transaction.send(Echo(bytes)) }
        for reply in replies { #expect(try reply.rows() == [bytes]) }
        try transaction.commit()
        expectError(.connectFailed) { _ = try open("sslmode=verify-full sslrootcert=system-nonsense.crt") }
    }
}
