import Foundation

/// What is in force: every setting with its value and where it came from, checked.
///
/// A flag wins over the environment, the environment over the environment file, that over the configuration file, and
/// that over the default.
public struct Settings: Sendable {
    /// One setting's value.
    public struct Value: Sendable, Equatable {
        public let key: SettingKey
        public let text: String
        public let origin: SettingOrigin
        /// The file the value was read from, when a `.file` setting named one.
        public let file: String?
    }

    private let values: [String: Value]
    /// The directory relative paths begin in.
    public let directory: String

    /// Reads all sources and checks every value.
    ///
    /// - Throws: all that is wrong, together.
    public static func load(_ sources: SettingSources) throws(SettingsError) -> Settings {
        let layers = try sources.layers()
        var problems = layers.flatMap { UnknownNames.problems(in: $0) }
        var values: [String: Value] = [:]
        for key in SettingKey.table + SettingKey.kafkaProperties {
            do throws(SettingsError) {
                guard let value = try Resolver(sources: sources, layers: layers).value(of: key) else { continue }
                try value.check()
                values[key.name] = value
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems) }
        let settings = Settings(values: values, directory: sources.directory)
        try settings.checkTogether()
        return settings
    }

    /// The value of a setting, if it has one.
    public subscript(_ key: SettingKey) -> Value? { values[key.name] }

    /// Every setting that has a value, in the table's order, librdkafka's own after it.
    public var all: [Value] {
        (SettingKey.table + SettingKey.kafkaProperties).compactMap { values[$0.name] }
    }

    func text(_ key: SettingKey) -> String? { values[key.name]?.text }
}

/// What a checked value is, for the accessors. A key of the table with a default always has a value of its kind.
extension Settings {
    func requiredText(_ key: SettingKey) -> String {
        guard let text = text(key) else { preconditionFailure("\(key.name) has no default") }
        return text
    }

    func integer(_ key: SettingKey) -> Int {
        guard let number = Int(requiredText(key)) else { preconditionFailure("\(key.name) is no integer setting") }
        return number
    }

    func duration(_ key: SettingKey) -> Duration {
        guard let parsed = DurationText(requiredText(key)) else {
            preconditionFailure("\(key.name) is no time setting")
        }
        return parsed.duration
    }

    /// Every choice's words are the raw values of the type it is for.
    func choice<Choice: RawRepresentable<String>>(_ key: SettingKey, as type: Choice.Type) -> Choice {
        guard let choice = Choice(rawValue: requiredText(key)) else { preconditionFailure("\(key.name) is no \(type)") }
        return choice
    }

    /// A path, from the working directory on.
    func path(_ text: String) -> String { text.hasPrefix("/") ? text : directory + "/" + text }
}
