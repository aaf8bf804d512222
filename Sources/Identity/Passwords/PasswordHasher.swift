import CArgon2
import Synchronization

/// Argon2id, with the memory and time that OWASP's password storage cheat sheet asks for: 19 MiB, two passes, one lane.
///
/// A hash takes some 20 to 40 ms of a core and its memory, so few run at once, off the threads that serve requests, and
/// few wait.
public final class PasswordHasher: Sendable {
    static let memoryKibibytes: UInt32 = 19 * 1_024
    static let passes: UInt32 = 2
    private static let saltBytes = 16
    private static let hashBytes = 32

    private let gate: PasswordGate

    /// - Parameters:
    ///   - concurrent: hashes at once.
    ///   - maximumWaiting: more than these are refused.
    public init(concurrent: Int, maximumWaiting: Int) {
        gate = PasswordGate(concurrent: concurrent, maximumWaiting: maximumWaiting)
    }

    /// - Returns: a PHC string: parameters, salt and hash.
    /// - Throws: `PasswordsOverloaded`.
    public func hash(_ password: String) async throws -> String {
        try await gate.run { Self.hash(PasswordRules.normalized(password)) }
    }

    /// Whether the password is the one that was hashed. Without a hash it takes as long and says no, so that the time
    /// does not tell who is registered.
    ///
    /// Hashes of before are of the password as it was typed, so where NFKC makes another one of it both are tried.
    public func matches(_ password: String, hash: String?) async throws -> Bool {
        try await gate.run {
            let normalized = Array(PasswordRules.normalized(password).utf8)
            let typed = Array(password.utf8)
            let forms = normalized == typed ? [normalized] : [normalized, typed]
            let isRight = forms.contains { bytes in
                argon2id_verify(hash ?? Self.unmatched, bytes, bytes.count) == ARGON2_OK.rawValue
            }
            return isRight && hash != nil
        }
    }

    private static let unmatched = hash("no person has this password")

    private static func hash(_ password: String) -> String {
        let bytes = Array(password.utf8)
        let salt = randomBytes(saltBytes)
        var encoded = [CChar](repeating: 0, count: 128)
        let code = argon2id_hash_encoded(
            passes, memoryKibibytes, 1, bytes, bytes.count, salt, salt.count, hashBytes, &encoded, encoded.count)
        precondition(code == ARGON2_OK.rawValue, "Argon2id: \(String(cString: argon2_error_message(code)))")
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Too many passwords are being checked. Trying later helps.
public struct PasswordsOverloaded: Error, Sendable {
    /// Stable.
    public var code: String { "overloaded" }
    public var isTransient: Bool { true }
}
