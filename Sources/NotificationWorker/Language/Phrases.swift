import Mustache

/// What one language says: short templates by key, read from a file of `Templates/` that is compiled into the binary.
///
/// A line is a key, " = " and a Mustache template; empty lines and lines that begin with "#" are skipped. Templates may
/// name `amount`, `counterparty`, `name` (the last two may be absent). Keys: `greeting`, `closing`, `<kind>.subject`,
/// `<kind>.lead`, `notice.<kind>.subject`, `notice.<kind>.lead`, `label.<row>`, `value.ended`,
/// `reason.<code>`, `number.decimal`, `number.group`.
struct Phrases: Sendable {
    /// The language subtag of RFC 5646, lower case.
    let language: String
    let amounts: AmountText
    private let templates: [String: MustacheTemplate]

    init(language: String, file: [UInt8]) throws(TemplateError) {
        var templates: [String: MustacheTemplate] = [:]
        var texts: [String: String] = [:]
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let mark = line.firstRange(of: " = ") else { throw TemplateError(file: language, key: String(line)) }
            let key = String(line[..<mark.lowerBound])
            let text = String(line[mark.upperBound...])
            guard texts.updateValue(text, forKey: key) == nil,
                // The result is plain text; the HTML layout escapes it as a whole.
                let template = try? MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
            else { throw TemplateError(file: language, key: key) }
            templates[key] = template
        }
        guard let decimalMark = texts["number.decimal"], let groupMark = texts["number.group"] else {
            throw TemplateError(file: language, key: "number")
        }
        self.language = language
        self.amounts = AmountText(decimalMark: decimalMark, groupMark: groupMark)
        self.templates = templates
    }

    /// Nil when the language has no such phrase.
    func text(_ key: String, _ values: PhraseValues = PhraseValues()) -> String? {
        templates[key]?.render(values)
    }
}

/// The values a phrase may name. Nil is absent: `{{#name}} {{name}}{{/name}}`.
struct PhraseValues: MustacheParent {
    var amount: String?
    var counterparty: String?
    var name: String?

    func child(named key: String) -> Any? {
        switch key {
        case "amount": amount
        case "counterparty": counterparty
        case "name": name
        default: nil
        }
    }
}

/// A template in the binary that cannot be used: a fault of the build, found by the first start and by every test.
struct TemplateError: Error {
    var file: String
    var key: String
}
