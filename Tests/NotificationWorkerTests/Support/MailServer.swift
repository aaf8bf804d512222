import Foundation
import TestSupport

/// aiosmtpd, a real SMTP server. It keeps every mail it takes as a file. The recipient's local part chooses its answer:
/// a reply code refuses the recipient, `hang` takes the content and never answers.
final class MailServer {
    enum Mode: String {
        case plain
        /// STARTTLS is required, and then a login as giro / secret.
        case login
    }

    let port: Int
    /// The authority that signed the server's certificate.
    var authority: String { directory.file("ca.pem") }
    private let directory: TemporaryDirectory
    private let script: PythonScript

    init(_ mode: Mode) async throws {
        let modules = try await PythonModules.shared.aiosmtpd()
        directory = try TemporaryDirectory()
        script = try PythonScript(Self.text, [mode.rawValue, directory.path], modules: modules)
        port = Int(try await script.wrote(directory.file("port"))) ?? 0
    }

    func mails() throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(".eml") }
        return try names.sorted().map { Array(try Data(contentsOf: URL(filePath: directory.file($0)))) }
    }

    private static let text = """
        import asyncio, os, ssl, subprocess, sys
        from aiosmtpd.smtp import SMTP, AuthResult

        mode, directory = sys.argv[1:]
        path = lambda name: os.path.join(directory, name)

        class Handler:
            count = 0

            async def handle_RCPT(self, server, session, envelope, address, options):
                local = address.split("@")[0]
                if local.isdigit(): return local + " 4.0.0 as asked for"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                Handler.count += 1
                with open(path("%03d.eml" % Handler.count), "wb") as file: file.write(envelope.original_content)
                if envelope.rcpt_tos[0].startswith("hang@"): await asyncio.sleep(60)
                return "250 2.0.0 taken"

        def login(server, session, envelope, mechanism, data):
            return AuthResult(success=data.login == b"giro" and data.password == b"secret", handled=False)

        def certificate():
            def openssl(*words): subprocess.run(["openssl", *words], check=True, capture_output=True)
            key = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
            openssl(*key, "-keyout", path("ca.key"), "-x509", "-days", "2", "-subj", "/CN=Test", "-out", path("ca.pem"))
            openssl(*key, "-keyout", path("server.key"), "-subj", "/CN=127.0.0.1", "-out", path("server.csr"),
                    "-addext", "subjectAltName=IP:127.0.0.1")
            openssl("x509", "-req", "-in", path("server.csr"), "-days", "2", "-CA", path("ca.pem"),
                    "-CAkey", path("ca.key"), "-CAcreateserial", "-copy_extensions", "copy", "-out", path("server.pem"))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(path("server.pem"), path("server.key"))
            return context

        async def main():
            options = {}
            if mode == "login":
                options = dict(tls_context=certificate(), require_starttls=True, auth_required=True,
                               authenticator=login)
            make = lambda: SMTP(Handler(), hostname="127.0.0.1", **options)
            server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
            with open(path("port.new"), "w") as file: file.write("%d\\n" % server.sockets[0].getsockname()[1])
            os.rename(path("port.new"), path("port"))
            await server.serve_forever()

        asyncio.run(main())
        """
}
