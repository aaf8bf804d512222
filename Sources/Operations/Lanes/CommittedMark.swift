/// What a lane's committed offset carries as metadata: `giro/1 <era> <published seq>`. The lane engine writes it.
struct CommittedMark: Equatable {
    let era: String
    let seq: Int64

    init?(_ metadata: String?) {
        let parts = (metadata ?? "").split(separator: " ")
        guard parts.count == 3, parts[0] == "giro/1", let seq = Int64(parts[2]) else { return nil }
        era = String(parts[1])
        self.seq = seq
    }
}
