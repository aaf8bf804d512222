import Foundation
import Settings

/// What comes from an operator: environment files, configuration files, flags.
extension FuzzedReader {
    /// As each kind of source, chosen by the first byte: settings, or what is wrong with them, the same each time.
    static func readSettings(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        // No path leads out of the folder: a setting may name a file to be read.
        let text = bytes.dropFirst().map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
        let kind = SettingsKind.allCases[Int(first) % SettingsKind.allCases.count]
        guard let sources = kind.sources(text) else { return }
        let outcome = codes(sources)
        precondition(outcome.allSatisfy { !$0.isEmpty }, "refused without a code")
        precondition(outcome == codes(sources), "the same settings, another outcome")
    }

    /// What is wrong; nothing when the settings are good.
    private static func codes(_ sources: SettingSources) -> [String] {
        do throws(SettingsError) {
            _ = try Settings.load(sources)
            return []
        } catch {
            precondition(!error.problems.isEmpty, "refused without a reason")
            return error.problems.map(\.code.rawValue)
        }
    }

    private enum SettingsKind: CaseIterable {
        case environmentFile
        case json
        case yaml
        case flags

        func sources(_ bytes: [UInt8]) -> SettingSources? {
            var sources = SettingSources(directory: Self.folder)
            switch self {
            case .environmentFile: sources.environmentFile = Self.write(bytes, "giro.env")
            case .json: sources.configurationFile = Self.write(bytes, "settings.json")
            case .yaml: sources.configurationFile = Self.write(bytes, "settings.yaml")
            case .flags:
                sources.flags = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            }
            return sources
        }

        private static func write(_ bytes: [UInt8], _ name: String) -> String? {
            FileManager.default.createFile(atPath: folder + "/" + name, contents: Data(bytes)) ? name : nil
        }

        private static let folder: String = {
            let folder = NSTemporaryDirectory() + "giro-fuzz-\(getpid())"
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            atexit { try? FileManager.default.removeItem(atPath: NSTemporaryDirectory() + "giro-fuzz-\(getpid())") }
            return folder
        }()
    }
}
