import Identity
import Operations

/// What `giro audit --trail` found.
public struct TrailReport: Sendable, Encodable {
    public struct Trail: Sendable, Encodable {
        public struct Break: Sendable, Encodable {
            /// Nil when it is about lines without a link.
            public let number: Int64?
            public let reason: String
        }

        public struct Parts: Sendable, Encodable {
            public let whole: Int
            public let changed: Int
            public let erased: Int
        }

        public let schema: String
        /// Links that hold, from the first on.
        public let lines: Int64
        /// Written and not linked yet.
        public let waiting: Int64
        /// The hash of the last link that holds.
        public let head: String
        public let firstBreak: Break?
        /// Nil when the keys that open them are not in the settings.
        public let parts: Parts?
        /// Where the asked head is, if it is in this trail.
        public let askedHeadAt: Int64?
    }

    public let trails: [Trail]
    public let askedHead: String?

    var isAskedHeadMissing: Bool { askedHead != nil && trails.allSatisfy { $0.askedHeadAt == nil } }

    public var status: ExitStatus {
        let isBroken = trails.contains { $0.firstBreak != nil || ($0.parts?.changed ?? 0) > 0 }
        return isBroken || isAskedHeadMissing ? .found : .done
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

extension TrailReport.Trail {
    init(_ schema: String, _ finding: TrailAudit.Finding, parts: Identity.Trail.PartsFinding?) {
        self.schema = schema
        lines = finding.links
        waiting = finding.pending
        head = TrailReport.hexadecimal(finding.head)
        firstBreak = finding.firstBreak.map { Break(number: $0.number, reason: $0.reason.rawValue) }
        self.parts = parts.map { Parts(whole: $0.whole, changed: $0.changed, erased: $0.erased) }
        askedHeadAt = finding.numberOfAskedHash
    }
}

extension TrailReport {
    public func lines(paint: Paint) -> [String] {
        var lines: [String] = []
        for trail in trails {
            lines.append("\(trail.schema): \(trail.lines) lines, \(trail.waiting) waiting, head \(trail.head)")
            if let broken = trail.firstBreak {
                let place = broken.number.map { "link \($0)" } ?? "lines without a link"
                lines.append(paint("  broken at \(place): \(broken.reason)", .bad))
            }
            if let parts = trail.parts {
                let tone: Paint.Tone = parts.changed > 0 ? .bad : .plain
                lines.append(
                    paint("  people: \(parts.whole) whole, \(parts.changed) changed, \(parts.erased) erased", tone))
            } else {
                lines.append("  people: not compared, the keys are not in the settings")
            }
            if let number = trail.askedHeadAt { lines.append("  the asked head is that of line \(number)") }
        }
        if isAskedHeadMissing { lines.append(paint("the asked head is in no trail", .bad)) }
        lines.append("")
        lines.append(status == .done ? paint("the trail is whole", .good) : paint("the trail is not whole", .bad))
        return lines
    }
}
