import Settings

/// The settings in force, with what is secret masked.
public struct ConfigurationReport: Sendable, Encodable {
    public struct Setting: Sendable, Equatable, Encodable {
        public let name: String
        public let environmentName: String
        /// Nil: not set.
        public let value: String?
        public let origin: String?
        /// The file a secret was read from.
        public let file: String?
        public let kind: String
        public let standard: String?
        public let meaning: String
    }

    public let settings: [Setting]

    /// - Parameter includesUnset: also the settings of the table that have no value.
    public init(_ settings: Settings, includesUnset: Bool = false) {
        var keys = SettingKey.table.filter { includesUnset || settings[$0] != nil }
        let passed = settings.all.map(\.key).filter { !SettingKey.table.contains($0) }
        keys.insert(contentsOf: passed, at: keys.lastIndex { $0.name.hasPrefix("kafka.") }.map { $0 + 1 } ?? keys.count)
        self.settings = keys.map { Setting($0, settings[$0]) }
    }

    public func lines(paint: Paint) -> [String] {
        var table = TextTable([
            .init("setting"), .init("value", isFlexible: true), .init("from", isFlexible: true),
        ])
        for setting in settings {
            let isStandard = setting.origin == SettingOrigin.standard.description
            let origin = (setting.origin ?? "not set") + (setting.file.map { ", file \($0)" } ?? "")
            table.add([
                .init(setting.name), .init(setting.value ?? "-"),
                .init(origin, isStandard || setting.value == nil ? .faint : .plain),
            ])
        }
        return table.lines(paint: paint)
    }
}

extension ConfigurationReport.Setting {
    fileprivate init(_ key: SettingKey, _ value: Settings.Value?) {
        name = key.name
        environmentName = key.environmentName
        self.value = value?.shown
        origin = value?.origin.description
        file = value?.file
        kind = key.kind.description
        standard = key.standard
        meaning = key.meaning
    }
}
