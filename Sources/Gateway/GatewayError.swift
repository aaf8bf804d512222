/// The gateway could not serve.
public struct GatewayError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The address is taken, or is none of this machine's.
        case cannotListen = "cannot_listen"
    }

    public let code: Code
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    public var isTransient: Bool {
        switch code {
        case .cannotListen: false
        }
    }
}
