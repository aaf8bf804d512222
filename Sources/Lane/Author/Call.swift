/// Work for later or for outside: a retry, a deadline, a reminder, a request to another system.
///
/// It is a row of the worker's `timer` table, written with the batch that schedules it, so it survives crashes. Only
/// the lane's owner acts on it. `(lane, kind, key)` is its identity; scheduling it again replaces it.
public struct Call: Sendable, Equatable {
    public enum Place: Int16, Sendable {
        /// Comes back to the handler as `.due`.
        case inside = 0
        /// Is given to `Worker.perform` and comes back as `.done`.
        case outside = 1
    }

    public var kind: String
    /// At most 200 bytes.
    public var key: String
    /// The author's own bytes.
    public var body: [UInt8]
    /// Microseconds since the Unix epoch; a moment in the past means now.
    public var dueAt: Int64
    public var place: Place
    /// The author's own count of tries.
    public var attempt: Int32
    /// Read back from the database after a crash or a take-over: an outside call may have been made before.
    public var recovered: Bool
    /// W3C trace context. `nil` when it is scheduled: that of the item it is scheduled after.
    public var traceparent: String?

    public init(
        kind: String, key: String, body: [UInt8] = [], dueAt: Int64 = 0, place: Place, attempt: Int32 = 0,
        recovered: Bool = false, traceparent: String? = nil
    ) {
        self.kind = kind
        self.key = key
        self.body = body
        self.dueAt = dueAt
        self.place = place
        self.attempt = attempt
        self.recovered = recovered
        self.traceparent = traceparent
    }
}
