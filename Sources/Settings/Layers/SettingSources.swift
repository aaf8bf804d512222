import Foundation

/// Where settings may come from, as one process was started.
public struct SettingSources: Sendable {
    /// `key=value`, as given with `--set`; of two with one key the later wins.
    public var flags: [String] = []
    public var environment: [String: String] = [:]
    /// Nil: `GIRO_ENV_FILE` of the environment, or `.giro/giro.env` when it is there.
    public var environmentFile: String?
    /// Nil: `GIRO_CONFIG` of the environment, or none.
    public var configurationFile: String?
    /// Relative paths begin here.
    public var directory: String

    public init(directory: String) {
        self.directory = directory
    }

    /// The running process's environment and directory.
    public static func ofThisProcess() -> SettingSources {
        var sources = SettingSources(directory: FileManager.default.currentDirectoryPath)
        sources.environment = ProcessInfo.processInfo.environment
        return sources
    }

    /// The running stack's own file, under the working directory.
    public static let standardEnvironmentFile = ".giro/giro.env"
}

extension SettingSources {
    /// The highest first.
    func layers() throws(SettingsError) -> [Layer] {
        var layers = [try Layer.flags(flags), Layer.environment(environment)]
        if let path = environmentFilePath {
            layers.append(Layer.environmentFile(try EnvironmentFile(path: resolved(path), name: path), path: path))
        }
        if let path = configurationFile ?? named("GIRO_CONFIG") {
            layers.append(try Layer.file(path: path, resolvedPath: resolved(path)))
        }
        return layers
    }

    /// Lets the environment file win where the environment names the same. For a stack that writes the file itself: a
    /// shell may still have what an earlier start has written.
    public mutating func preferEnvironmentFile() throws(SettingsError) {
        guard let path = environmentFilePath else { return }
        for name in try EnvironmentFile(path: resolved(path), name: path).variables.keys { environment[name] = nil }
    }

    private var environmentFilePath: String? {
        if let given = environmentFile ?? named("GIRO_ENV_FILE") { return given }
        let standard = Self.standardEnvironmentFile
        return FileManager.default.fileExists(atPath: resolved(standard)) ? standard : nil
    }

    private func named(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func resolved(_ path: String) -> String {
        path.hasPrefix("/") ? path : directory + "/" + path
    }
}
