import Glibc
import Identity
import Payments
import Postgres
import Synchronization

/// Counts requests by whom they are from, minute by minute, together with all other processes.
///
/// A request costs no round trip: it is counted here, and twice a second what was counted is added to the shared rows.
/// So a limit can be passed by what several processes let through in half a second.
final class RateLimiter: Sendable {
    struct Standing: Sendable, Equatable {
        let limit: Int64
        let remaining: Int64
        let resetSeconds: Int64
        let isExceeded: Bool
    }

    /// Whose requests are counted together.
    enum Bucket: Hashable {
        case person(Identifier)
        case address(CountedAddress)

        /// What the shared row is named.
        var name: String {
            switch self {
            case .person(let id): "person/\(id)"
            case .address(let address): "address/\(address)"
            }
        }
    }

    fileprivate struct Count {
        /// Of all processes, when last asked.
        var shared: Int64 = 0
        /// Of this one, not yet added.
        var own: Int64 = 0
        let startsAt: Int64
    }

    private static let windowSeconds: Int64 = 60
    /// Strangers cannot fill the memory: beyond this, the counts of the window are dropped together.
    private static let maximumBuckets = 100_000

    private let pool: ConnectionPool
    private let counts = Mutex<[Bucket: Count]>([:])

    init(pool: ConnectionPool) {
        self.pool = pool
    }

    func count(_ bucket: Bucket, limit: Int64, now: Int64 = RateLimiter.currentSeconds()) -> Standing {
        let startsAt = now - now % Self.windowSeconds
        let total = counts.withLock { counts in
            if counts.count >= Self.maximumBuckets { counts.removeAll() }
            var count = counts[bucket] ?? Count(startsAt: startsAt)
            if count.startsAt != startsAt { count = Count(startsAt: startsAt) }
            count.own += 1
            counts[bucket] = count
            return count.shared + count.own
        }
        return Standing(
            limit: limit, remaining: max(0, limit - total), resetSeconds: startsAt + Self.windowSeconds - now,
            isExceeded: total > limit)
    }

    /// Takes a count back: what was counted before anything was looked up has turned out to be good.
    func giveBack(_ bucket: Bucket) {
        counts.withLock { $0[bucket]?.own -= 1 }
    }

    /// Adds what was counted to the shared rows, in one statement.
    func share() async throws {
        let (pending, current) = counts.withLock { counts in
            let pending = counts.filter { $0.value.own != 0 }
            let startsAt = Self.currentSeconds() / Self.windowSeconds * Self.windowSeconds
            counts = counts.filter { $0.value.startsAt == startsAt }
            for bucket in pending.keys { counts[bucket]?.take() }
            return (pending, startsAt)
        }
        if pending.isEmpty { return }
        let buckets = pending.map { (name: $0.key.name, bucket: $0.key, count: $0.value) }
        let sums = try await pool.query(
            AddRequests(
                buckets: buckets.map(\.name), startsAt: buckets.map(\.count.startsAt),
                requests: buckets.map(\.count.own)))
        let named = Dictionary(uniqueKeysWithValues: buckets.map { ($0.name, $0.bucket) })
        counts.withLock { counts in
            for (name, startsAt, sum) in sums where startsAt == current {
                if let bucket = named[name] { counts[bucket]?.shared = sum }
            }
        }
    }

    static func currentSeconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }
}

extension RateLimiter.Count {
    /// What was its own is being shared.
    fileprivate mutating func take() {
        shared += own
        own = 0
    }
}
