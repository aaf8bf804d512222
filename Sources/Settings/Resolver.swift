import Foundation

/// Finds a setting's value in the layers.
struct Resolver {
    let sources: SettingSources
    let layers: [Layer]

    func value(of key: SettingKey) throws(SettingsError) -> Settings.Value? {
        for layer in layers {
            let text = try layer.text(key.name, key.kind)
            var path: String?
            if let fileName = key.fileName { path = try layer.text(fileName, .text) }
            switch (text, path) {
            case (nil, nil):
                continue
            case (let text?, nil):
                return Settings.Value(key: key, text: text, origin: layer.origin, file: nil)
            case (nil, let path?):
                return Settings.Value(key: key, text: try contents(of: path, key), origin: layer.origin, file: path)
            case (.some, .some):
                throw SettingsError(.givenTwice, key.name, "and \(key.name).file are both given (\(layer.origin))")
            }
        }
        return key.standard.map { Settings.Value(key: key, text: $0, origin: .standard, file: nil) }
    }

    /// A secret's file, without the line end that editors leave.
    private func contents(of path: String, _ key: SettingKey) throws(SettingsError) -> String {
        guard let data = FileManager.default.contents(atPath: sources.resolved(path)),
            var text = String(data: data, encoding: .utf8)
        else { throw SettingsError(.unreadableFile, "\(key.name).file", "\(path) cannot be read") }
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}

extension Settings.Value {
    /// Whether the text is what the setting takes.
    func check() throws(SettingsError) {
        let isValid =
            switch key.kind {
            case .text: true
            case .integer(let range): Int(text).map(range.contains) ?? false
            case .duration(let range): DurationText(text).map { range.contains($0.duration) } ?? false
            case .choice(let words): words.contains(text)
            case .share: Double(text).map((0...1).contains) ?? false
            }
        if isValid { return }
        let shown = key.secrecy == .open ? "\"\(URLText.masked(text))\" (from \(origin))" : "what \(origin) gives"
        throw SettingsError(.invalidValue, key.name, "must be \(key.kind), not \(shown)")
    }
}

/// Names that nobody will ever read: mistyped ones, and those the engine keeps to itself.
enum UnknownNames {
    static func problems(in layer: Layer) -> [SettingsError.Problem] {
        layer.names.compactMap { name in
            if known.contains(name) { return nil }
            if name.hasPrefix("kafka."), SettingKey.keptByTheEngine.contains(String(name.dropFirst("kafka.".count))) {
                return SettingsError.Problem(.reservedKey, name, "is set by the engine (from \(layer.origin))")
            }
            let advice = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? ""
            return SettingsError.Problem(.unknownKey, name, "is no setting (from \(layer.origin))\(advice)")
        }
    }

    private static let known: Set<String> = Set(
        (SettingKey.table + SettingKey.kafkaProperties).flatMap { [$0.name, $0.fileName].compactMap { $0 } })
}
