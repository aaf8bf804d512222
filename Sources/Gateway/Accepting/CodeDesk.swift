import Identity
import Logging
import Synchronization

/// Makes and mails codes, off the requests' way: how long it takes does not tell whether an address is known. A mail
/// that could not be sent is not tried again; the person who waits for it asks for another one.
final class CodeDesk: Sendable {
    private let identity: IdentityService
    private let mail: @Sendable (String, CodePurpose, String, String) async -> Bool
    private let logger: Logger
    private let underWay = Atomic(0)

    private static let maximumUnderWay = 100

    init(_ configuration: GatewayConfiguration, identity: IdentityService, logger: Logger) {
        self.identity = identity
        mail = configuration.codeMail
        self.logger = logger
    }

    /// A code for logging in.
    func request(email: String, locale: String) {
        inBackground { [identity, mail] in
            guard let (code, address) = try await identity.makeCode(email: email) else { return true }
            return await mail(code, .login, address, locale)
        }
    }

    /// A code that was made already, to a person's new address.
    func send(_ code: String, toAddress email: String, locale: String) {
        inBackground { [mail] in await mail(code, .address, email, locale) }
    }

    private func inBackground(_ work: @escaping @Sendable () async throws -> Bool) {
        guard underWay.wrappingAdd(1, ordering: .relaxed).newValue <= Self.maximumUnderWay else {
            underWay.wrappingSubtract(1, ordering: .relaxed)
            logger.warning("too many codes to be mailed at once; one was not")
            return
        }
        Task {
            defer { underWay.wrappingSubtract(1, ordering: .relaxed) }
            do {
                if try await !work() { logger.warning("a code was not mailed") }
            } catch {
                logger.warning("a code was not made", metadata: ["error": "\(error)"])
            }
        }
    }
}
