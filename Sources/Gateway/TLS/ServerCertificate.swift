import Glibc
import Logging
import NIOSSL
import Synchronization

/// The certificate that connections are secured with: read from two PEM files, and read again when they have changed.
final class ServerCertificate: Sendable {
    typealias Files = GatewayConfiguration.CertificateFiles

    private struct State {
        var context: NIOSSLContext
        var seen: [FileMark?]
    }

    private let files: Files
    private let logger: Logger
    private let state: Mutex<State>

    /// - Throws: `invalid_certificate`.
    init(_ files: Files, logger: Logger) throws(GatewayError) {
        self.files = files
        self.logger = logger
        let marks = Self.marks(files)
        state = Mutex(State(context: try Self.read(files), seen: marks))
    }

    /// For the next connection; those that are open keep what they began with.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// What cannot be used is not taken: the old certificate stays, and the log says why.
    func reload() {
        let marks = Self.marks(files)
        guard state.withLock({ $0.seen }) != marks else { return }
        do {
            let context = try Self.read(files)
            state.withLock { $0 = State(context: context, seen: marks) }
            logger.notice("the certificate was read again")
        } catch {
            state.withLock { $0.seen = marks }
            logger.error("the new certificate cannot be used; the old one stays", metadata: ["error": "\(error)"])
        }
    }

    /// For TLS 1.2: what was sent stays secret when the certificate's key leaks later, and is encrypted and
    /// authenticated in one step. All suites of TLS 1.3 are so.
    private static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ]

    /// TLS 1.2 and 1.3, HTTP/1.1.
    private static func read(_ files: Files) throws(GatewayError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map {
                NIOSSLCertificateSource.certificate($0)
            }
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.cipherSuiteValues = cipherSuites
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw GatewayError(
                .invalidCertificate,
                "gateway.tls.certificate.file and gateway.tls.key.file are no certificate with its key in PEM")
        }
    }

    private static func marks(_ files: Files) -> [FileMark?] { [FileMark(files.certificate), FileMark(files.key)] }
}

/// What changes with a file's content, whether it is written over or another one is put in its place.
private struct FileMark: Equatable {
    let changed: [Int]
    let size: Int
    let number: UInt

    /// Follows links: a mounted secret is one.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        changed = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        size = status.st_size
        number = status.st_ino
    }
}
