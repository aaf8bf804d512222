import Crypto
import FoundationEssentials
import Synchronization

/// Programs whose key was found good lately. They are looked up also when their address has used up its limit; a key
/// that nobody knows yet is not, or made-up keys would cost a look-up each for ever.
final class KnownCallers: Sendable {
    typealias Mark = SHA256Digest

    private static let maximumCallers = 10_000

    private let known = Mutex<Set<SHA256Digest>>([])

    /// Kept by its hash, so that no key lies in memory.
    static func mark(_ parts: String...) -> Mark {
        SHA256.hash(data: Data(parts.joined(separator: "\n").utf8))
    }

    func contains(_ mark: Mark) -> Bool { known.withLock { $0.contains(mark) } }

    func forget(_ mark: Mark) { _ = known.withLock { $0.remove(mark) } }

    func remember(_ mark: Mark) {
        known.withLock { known in
            if known.count >= Self.maximumCallers { known = [] }
            known.insert(mark)
        }
    }
}
