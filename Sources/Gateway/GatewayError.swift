/// The gateway could not serve.
public struct GatewayError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The address is taken, or is none of this machine's.
        case cannotListen = "cannot_listen"
        /// The files are not there, or are no certificate with its key.
        case invalidCertificate = "invalid_certificate"
    }

    public let code: Code
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    public var isTransient: Bool {
        switch code {
        case .cannotListen, .invalidCertificate: false
        }
    }
}
