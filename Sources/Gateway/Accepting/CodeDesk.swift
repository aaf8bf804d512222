import Identity
import Logging
import Synchronization

/// Makes and mails codes for logging in, off the requests' way: how long it takes tells nobody whether an address is
/// known. A mail that could not be sent is not tried again; whoever waits for it asks for another one.
final class CodeDesk: Sendable {
    private let identity: IdentityService
    private let mail: @Sendable (String, String, String) async -> Bool
    private let logger: Logger
    private let underWay = Atomic(0)

    private static let maximumUnderWay = 100

    init(
        identity: IdentityService, mail: @escaping @Sendable (String, String, String) async -> Bool, logger: Logger
    ) {
        self.identity = identity
        self.mail = mail
        self.logger = logger
    }

    func request(email: String, locale: String) {
        guard underWay.wrappingAdd(1, ordering: .relaxed).newValue <= Self.maximumUnderWay else {
            underWay.wrappingSubtract(1, ordering: .relaxed)
            logger.warning("too many codes to be mailed at once; one was not")
            return
        }
        Task {
            defer { underWay.wrappingSubtract(1, ordering: .relaxed) }
            do {
                guard let (code, address) = try await identity.makeCode(email: email) else { return }
                if await !mail(code, address, locale) { logger.warning("a code was not mailed") }
            } catch {
                logger.warning("a code was not made", metadata: ["error": "\(error)"])
            }
        }
    }
}
