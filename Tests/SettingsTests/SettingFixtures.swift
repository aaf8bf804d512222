import Foundation
import Settings

/// Settings as a process with nothing around it would read them.
enum Fixture {
    static func load(
        flags: [String] = [], environment: [String: String] = [:], files: [String: String] = [:],
        configurationFile: String? = nil, environmentFile: String? = nil
    ) throws -> Settings {
        let folder = try makeFolder(files)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var sources = SettingSources(directory: folder)
        sources.flags = flags
        sources.environment = environment
        sources.configurationFile = configurationFile
        sources.environmentFile = environmentFile
        return try Settings.load(sources)
    }

    /// What is wrong, as `subject code`.
    static func problems(
        flags: [String] = [], environment: [String: String] = [:], files: [String: String] = [:],
        configurationFile: String? = nil
    ) -> [String] {
        do {
            _ = try load(
                flags: flags, environment: environment, files: files, configurationFile: configurationFile)
            return []
        } catch let error as SettingsError {
            return error.problems.map { "\($0.subject) \($0.code.rawValue)" }
        } catch {
            return ["\(error)"]
        }
    }

    private static func makeFolder(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/giro-settings-\(UUID().uuidString)"
        for (name, text) in files {
            let path = folder + "/" + name
            let parent = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }
}
