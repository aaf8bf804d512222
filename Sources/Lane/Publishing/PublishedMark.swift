/// What a lane's committed offset carries as metadata: the last outbox number that is published.
///
/// The era names the cursor row the number belongs to. After the database was lost or made anew, numbers start over,
/// and a mark of the former row must not make new messages look published.
struct PublishedMark: Equatable {
    let era: String
    let seq: Int64

    init(era: String, seq: Int64) {
        self.era = era
        self.seq = seq
    }

    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[0] == Self.format, let seq = Int64(parts[2]) else { return nil }
        self.init(era: String(parts[1]), seq: seq)
    }

    var text: String { "\(Self.format) \(era) \(seq)" }

    private static let format = "giro/1"
}
