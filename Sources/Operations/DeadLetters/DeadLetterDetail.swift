import CloudEvents
import Kafka

/// What `giro dlq show` shows: one dead letter with its headers, its value, and what was done about it.
public struct DeadLetterDetail: Sendable, Encodable {
    public struct Header: Sendable, Encodable {
        public let name: String
        public let value: String
    }

    public let letter: DeadLetterItem
    public let headers: [Header]
    /// Masked, and at most 16 KiB of it.
    public let value: String
    public let valueBytes: Int
    /// Whether the message itself, unmasked, is still where it was given up. Nil: its place is not known.
    public let hasOriginal: Bool?
    public let marks: [DeadLetterMark]

    static let shownBytes = 16_384
}

extension DeadLetterBox {
    /// - Returns: nil when there is no dead letter at the place.
    public func show(_ place: MessagePlace) throws(OperationError) -> DeadLetterDetail? {
        var filter = DeadLetterFilter()
        filter.places = [place]
        filter.includesDealtWith = true
        var found: (letter: DeadLetterItem, headers: [DeadLetterDetail.Header], value: [UInt8])?
        try scan(filter) { letter, record in
            let headers = record.headers().map { header in
                let isPlace = Self.places.contains(header.name)
                let value = isPlace ? String(decoding: header.value, as: UTF8.self) : Self.text(header.value)
                return DeadLetterDetail.Header(name: header.name, value: value)
            }
            found = (letter, headers, Array(record.value))
        }
        guard let found else { return nil }
        let hasOriginal: Bool? =
            if found.letter.origin == nil { nil } else {
                try !originals(of: [(found.letter, found.value)]).isEmpty
            }
        return DeadLetterDetail(
            letter: found.letter, headers: found.headers, value: Self.text(found.value),
            valueBytes: found.value.count, hasOriginal: hasOriginal,
            marks: try marks(of: place.partition.topic).history(of: found.letter))
    }

    /// A place, `bill.paid/3@17`, could be taken for a mail address.
    private static let places: Set<String> = ["giro-origin", "giro-first-origin", "giro-requeued-from"]

    /// Masked once more: what others wrote on the topic was perhaps not.
    private static func text(_ bytes: [UInt8]) -> String {
        let masked = Redaction.masked(bytes).bytes
        return String(decoding: masked.prefix(DeadLetterDetail.shownBytes), as: UTF8.self)
    }
}

extension DeadLetterDetail {
    public func lines(paint: Paint) -> [String] {
        var lines = [
            "\(letter.place)  \(paint(letter.reason, .strong))  \(paint(letter.state.rawValue, .warning))",
            letter.detail, "",
        ].filter { $0 != letter.detail || !$0.isEmpty }
        var table = TextTable([.init("header"), .init("value", isFlexible: true)])
        for header in headers { table.add([.init(header.name), .init(header.value)]) }
        lines += table.lines(paint: paint) + [""]
        if let key = letter.key { lines.append("key      \(key)") }
        let cut = valueBytes > Self.shownBytes ? " (the first \(Self.shownBytes.grouped))" : ""
        lines.append("value    \(valueBytes.grouped) bytes\(cut)\(letter.isRedacted ? ", masked or left out" : "")")
        lines += value.split(separator: "\n").flatMap { Self.wrapped(Self.clean($0)) }.map { "  " + $0 }
        switch hasOriginal {
        case true?: lines.append("original \(letter.origin.map(String.init(describing:)) ?? ""), still in its log")
        case false?: lines.append(paint("original not in its log any more", .warning))
        case nil: lines.append(paint("original its place is not known", .warning))
        }
        return lines + markLines(paint)
    }

    private func markLines(_ paint: Paint) -> [String] {
        if marks.isEmpty { return [] }
        var table = TextTable([.init("time (UTC)"), .init("what"), .init("who"), .init("why", isFlexible: true)])
        for mark in marks {
            table.add([
                .init(mark.markedAt.shown, .faint), .init(mark.state.rawValue), .init(mark.operatorName),
                .init(mark.reason),
            ])
        }
        return [""] + table.lines(paint: paint)
    }

    private static func wrapped(_ line: String) -> [String] {
        stride(from: 0, to: line.count, by: 96).map { String(line.dropFirst($0).prefix(96)) }
    }

    private static func clean(_ line: Substring) -> String {
        String(line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}
