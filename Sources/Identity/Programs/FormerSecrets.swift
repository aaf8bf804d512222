import Messages
import Payments

/// Secrets that were exchanged and are still good. Who exchanges a secret twice, as by a double click, must not end the
/// one that is at work.
enum FormerSecrets {
    /// How many of one key or endpoint may be good beside the latest.
    static let maximum = WebhookUpdated.maximumFormerSecrets

    /// - Parameters:
    ///   - known: until when each is good, the newest of them first.
    ///   - graceSeconds: how long the latest stays good; 0: all of them end now, as one is to that was seen by others.
    /// - Returns: the same with what is the latest until now in front, and without the oldest ones that are over.
    /// - Throws: `too_many_attempts` while as many are good as there may be.
    static func adding(
        to known: [Timestamp], graceSeconds: Int64, now: Timestamp = .now()
    ) throws(IdentityError) -> [Timestamp] {
        if graceSeconds == 0 { return [] }
        var known = known
        while let last = known.last, last <= now { known.removeLast() }
        if known.count >= maximum, let oldest = known.last {
            let seconds = (oldest.microseconds - now.microseconds) / 1_000_000 + 1
            throw IdentityError(.tooManyAttempts, retryAfterSeconds: Int(seconds))
        }
        return [Timestamp(microseconds: now.microseconds + graceSeconds * 1_000_000)] + known
    }
}

extension LockKeySecrets.Row {
    /// - Parameter rotation: the same as before: the request came again, and its own secret was never seen.
    func exchanged(
        for secret: ProgramSecret, of id: Identifier, person: Identifier, graceSeconds: Int64, as rotation: Identifier
    ) throws(IdentityError) -> RotateKey {
        let isRepetition = rotation == self.rotation
        let until = isRepetition ? formerUntil : try FormerSecrets.adding(to: formerUntil, graceSeconds: graceSeconds)
        let hashes = isRepetition ? formerHashes : (hash ?? []) + formerHashes
        return RotateKey(
            id: id, person: person, hash: hash == nil ? nil : secret.hash,
            generation: isRepetition ? generation : generation + 1, formerUntil: until,
            formerHashes: Array(hashes.prefix(until.count * ProgramSecret.hashBytes)), rotation: rotation)
    }
}
