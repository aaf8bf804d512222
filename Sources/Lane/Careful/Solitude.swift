import Synchronization

/// At most one engine of a process has a suspect in hand: when the process ends, it is known whose it was.
final class Solitude: Sendable {
    static let ofProcess = Solitude()

    private let holder = Mutex<String?>(nil)

    /// - Parameter engine: its run.
    /// - Returns: false while another engine has it.
    func enter(_ engine: String) -> Bool {
        holder.withLock { holder in
            if holder == nil { holder = engine }
            return holder == engine
        }
    }

    func leave(_ engine: String) {
        holder.withLock { holder in
            if holder == engine { holder = nil }
        }
    }
}
