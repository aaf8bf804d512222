import ArgumentParser
import Operations
import Settings

/// The flags that every command with settings takes.
struct SettingOptions: ParsableArguments {
    @Option(name: .customLong("set"), help: ArgumentHelp("Set one setting; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(
        name: .customLong("config"), help: ArgumentHelp("Read settings from a JSON or YAML file.", valueName: "file"))
    var configurationFile: String?

    @Option(
        name: .customLong("env-file"),
        help: ArgumentHelp("Read settings from NAME=value lines (default: .giro/giro.env).", valueName: "file"))
    var environmentFile: String?

    /// The settings in force.
    func load() throws(SettingsError) -> Settings { try Settings.load(sources) }

    /// The settings in force; from here on loggers write as they say. To be called once.
    func start() throws(SettingsError) -> Settings {
        let settings = try load()
        settings.startLogging()
        return settings
    }

    private var sources: SettingSources {
        var sources = SettingSources.ofThisProcess()
        sources.flags = overrides
        sources.configurationFile = configurationFile
        sources.environmentFile = environmentFile
        return sources
    }
}

/// The flag of every command that reports something.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON object instead of text.")
    var isJSON = false

    /// What a command came to, where that is all there is to say: a word for programs, a sentence for people.
    func say(_ outcome: String, _ sentence: String) {
        Terminal.say(isJSON ? JSONReport.text(["outcome": outcome]) : sentence)
    }
}
