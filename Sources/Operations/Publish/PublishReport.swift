/// What became of the lines.
public struct PublishReport: Sendable, Equatable, Encodable {
    /// Read, empty ones included.
    public internal(set) var lines = 0
    public internal(set) var published = 0
    public internal(set) var refused = 0
    /// By code.
    public internal(set) var refusals: [String: Int] = [:]
    /// The first of them.
    public internal(set) var firstRefused: [RefusedLine] = []
    /// Whether the end of the input was reached.
    public internal(set) var isComplete = false
    public internal(set) var seconds = 0.0

    static let keptRefusals = 100

    public var status: ExitStatus { refused == 0 ? .done : .found }

    mutating func refuse(_ line: RefusedLine) {
        refused += 1
        refusals[line.code, default: 0] += 1
        if firstRefused.count < Self.keptRefusals { firstRefused.append(line) }
    }

    /// One line for people.
    public var sentence: String {
        let rate = seconds > 0.001 ? " (\(Int(Double(published) / seconds).grouped)/s)" : ""
        var text = "\(published.grouped) published, \(refused.grouped) refused, \(lines.grouped) lines\(rate)"
        if !isComplete { text += "; stopped before the end" }
        return text
    }
}
