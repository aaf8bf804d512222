/// A message decided and to be published: one row of the outbox, in memory.
struct OutboxRow: Sendable {
    let lane: Int32
    let seq: Int64
    let topic: String
    let key: String
    let type: String
    let subject: String
    let value: [UInt8]
    /// Of dead letters: the headers that tell their story, encoded by `HeaderBlock`.
    let headers: [UInt8]?
    let traceparent: String?
    /// Microseconds since the Unix epoch.
    let at: Int64
}
