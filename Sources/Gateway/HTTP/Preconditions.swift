import HTTPTypes

/// The entity tags that a request names in `If-Match` or `If-None-Match` (RFC 9110, section 13.1).
enum Preconditions: Equatable {
    /// `*`: whatever there is.
    case any
    case tags([Tag])

    struct Tag: Equatable {
        /// With its quotes.
        let text: String
        let isWeak: Bool
    }

    /// Nil when the header is not there. What is no list of tags names none.
    static func values(_ name: HTTPField.Name, in headers: HTTPFields) -> Preconditions? {
        guard let text = headers[name] else { return nil }
        if text.split(separator: " ") == ["*"] { return .any }
        return .tags(tags(text))
    }

    /// Whether a strong tag is among them.
    ///
    /// - Parameter isWeak: whether weak tags count, as with `If-None-Match`; with `If-Match` they never do.
    func includes(_ tag: String, isWeak: Bool) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.text == tag && (isWeak || !$0.isWeak) }
        }
    }

    /// Commas and spaces may be inside of a tag, so the text is read from quote to quote.
    private static func tags(_ text: String) -> [Tag] {
        var tags: [Tag] = []
        var rest = text.utf8[...]
        while let first = rest.first, tags.count < maximumTags {
            if first == UInt8(ascii: " ") || first == UInt8(ascii: ",") || first == UInt8(ascii: "\t") {
                rest = rest.dropFirst()
                continue
            }
            let isWeak = rest.starts(with: "W/".utf8)
            if isWeak { rest = rest.dropFirst(2) }
            guard rest.first == UInt8(ascii: "\""), let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else {
                return tags
            }
            tags.append(Tag(text: String(Substring(rest[...end])), isWeak: isWeak))
            rest = rest[rest.index(after: end)...]
        }
        return tags
    }

    private static let maximumTags = 64
}
