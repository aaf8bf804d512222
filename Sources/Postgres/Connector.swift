import Glibc

/// Opens connections, however long it takes: a server that is away is asked again with growing, jittered pauses.
public struct Connector: Sendable {
    public var configuration: ConnectionConfiguration
    /// The pause after the first failure; it doubles from there.
    public var initialPause: Duration
    /// No pause is longer than this.
    public var longestPause: Duration
    /// How long to keep trying; nil for as long as `isStopped` says no.
    public var patience: Duration?

    public init(
        _ configuration: ConnectionConfiguration, initialPause: Duration = .milliseconds(50),
        longestPause: Duration = .seconds(5), patience: Duration? = nil
    ) {
        self.configuration = configuration
        self.initialPause = initialPause
        self.longestPause = longestPause
        self.patience = patience
    }

    /// Opens a connection on the calling thread, sleeping between attempts. `failed` hears of every attempt in vain.
    ///
    /// - Throws: `cancelled` once `isStopped` says so (it is asked about ten times a second); an error that is not
    ///   transient at once; the last transient one when `patience` is at its end.
    public func open(
        isStopped: () -> Bool = { false }, failed: (PostgresError) -> Void = { _ in }
    ) throws(PostgresError) -> Connection {
        let started = ContinuousClock.now
        var pause = initialPause
        while true {
            if isStopped() { throw PostgresError(.cancelled, message: "stopped while connecting") }
            do throws(PostgresError) {
                return try Connection.open(configuration)
            } catch {
                failed(error)
                guard error.isTransient else { throw error }
                let jittered = pause * Double.random(in: 0.5...1)
                if let patience, ContinuousClock.now + jittered - started > patience { throw error }
                Self.sleep(jittered, isStopped: isStopped)
                pause = min(pause * 2, longestPause)
            }
        }
    }

    private static func sleep(_ duration: Duration, isStopped: () -> Bool) {
        let end = ContinuousClock.now + duration
        while true {
            let left = end - .now
            guard left > .zero, !isStopped() else { return }
            usleep(UInt32(min(left, .milliseconds(100)).wholeMilliseconds) * 1000)
        }
    }
}
