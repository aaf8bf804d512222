import Mustache

/// Every language mails can be written in, and the two layouts that all of them share. Parsed once, when first used.
///
/// A further language is a file in `Templates/` and a line in `init`.
package struct Languages: Sendable {
    static let fallback = "en"

    /// The ones compiled in. A fault in them is a fault of the build.
    package static let builtIn: Languages = {
        do throws(TemplateError) {
            return try Languages()
        } catch {
            // The templates are part of the binary: there is nothing to go on with.
            fatalError("template \(error.file): \(error.key)")
        }
    }()

    let text: MustacheTemplate
    let html: MustacheTemplate
    private let fallbackPhrases: Phrases
    private let phrases: [String: Phrases]

    init() throws(TemplateError) {
        MustacheContentTypes.register(EscapedHTML(), named: EscapedHTML.name)
        text = try Self.layout(PackageResources.layout_text_mustache, name: "layout.text")
        html = try Self.layout(PackageResources.layout_html_mustache, name: "layout.html")
        fallbackPhrases = try Phrases(language: Self.fallback, file: PackageResources.en_phrases)
        let all = [
            fallbackPhrases,
            try Phrases(language: "de", file: PackageResources.de_phrases),
            try Phrases(language: "et", file: PackageResources.et_phrases),
            try Phrases(language: "ja", file: PackageResources.ja_phrases),
        ]
        phrases = Dictionary(uniqueKeysWithValues: all.map { ($0.language, $0) })
    }

    package var codes: [String] { phrases.keys.sorted() }

    /// The phrases for a locale such as `de`, `de-AT` or `de_DE.UTF-8`: its language subtag decides.
    func phrases(locale: String?) -> Phrases {
        let language = (locale ?? "").split { "-_.@".contains($0) }.first?.lowercased()
        return language.flatMap { phrases[$0] } ?? fallbackPhrases
    }

    private static func layout(_ file: [UInt8], name: String) throws(TemplateError) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: String(decoding: file, as: UTF8.self))
        } catch {
            throw TemplateError(file: name, key: "\(error)")
        }
    }
}

/// HTML escaping by Unicode scalar. The library's own goes by character and so misses a quotation mark or "<" that a
/// combining mark follows, which a browser still reads as itself.
struct EscapedHTML: MustacheContentType {
    static let name = "GIRO_HTML"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
