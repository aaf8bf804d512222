import Foundation
import TestSupport

/// aiosmtpd, a real SMTP server. It keeps every mail it takes as one file: sender, recipients, an empty line, the data.
final class MailServer {
    enum Mode: String {
        case plain
        case startTLS = "starttls"
        case login
    }

    let port: Int
    private let directory = try? TemporaryDirectory()
    private let process: ExternalProcess

    init(_ mode: Mode, certificates: Certificates) async throws {
        guard let directory else { throw ExternalProcess.Failure(command: "mkdir", status: -1) }
        let modules = try await PythonModules.shared.aiosmtpd()
        port = try FreePort.find()
        let script = directory.file("server.py")
        try Self.script.write(toFile: script, atomically: true, encoding: .utf8)
        process = try ExternalProcess(
            "env",
            [
                "PYTHONPATH=\(modules)", "python3", script, String(port), mode.rawValue, directory.path,
                certificates.serverCertificate,
                certificates.serverKey,
            ])
        try await process.listening(on: port)
    }

    func mails() throws -> [String] {
        guard let directory else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(".mail") }
        return try names.sorted().map { try String(contentsOfFile: directory.file($0), encoding: .utf8) }
    }

    /// Addresses choose the refusals: the local part is the reply code.
    private static let script = """
        import asyncio, os, ssl, sys
        from aiosmtpd.controller import Controller
        from aiosmtpd.smtp import AuthResult

        port, mode, directory, certificate, key = sys.argv[1:]

        class Handler:
            count = 0

            async def handle_RCPT(self, server, session, envelope, address, options):
                local = address.split("@")[0]
                if local == "450": return "450 4.2.0 mailbox busy"
                if local == "550": return "550 5.1.1 no such user"
                if local == "421": return "421 4.3.2 closing"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                local = envelope.rcpt_tos[0].split("@")[0]
                if local == "552": return "552 5.3.4 too big"
                if local == "slow": await asyncio.sleep(60)
                Handler.count += 1
                head = "%s\\n%s\\n\\n" % (envelope.mail_from, ",".join(envelope.rcpt_tos))
                with open(os.path.join(directory, "%03d.mail" % Handler.count), "wb") as file:
                    file.write(head.encode() + envelope.original_content)
                return "250 2.0.0 taken as %d" % Handler.count

        def login(server, session, envelope, mechanism, data):
            right = data.login == b"giro" and data.password == b"secret"
            return AuthResult(success=right, handled=False)

        options = {}
        if mode in ("starttls", "login"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            options = dict(tls_context=context, require_starttls=True)
        if mode == "login":
            options.update(auth_required=True, authenticator=login)
        Controller(Handler(), hostname="127.0.0.1", port=int(port), **options).start()
        asyncio.new_event_loop().run_forever()
        """
}
