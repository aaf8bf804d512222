import Configuration
import Foundation
import Synchronization

/// One source of settings.
struct Layer: Sendable {
    let origin: SettingOrigin
    /// The names it gives, where they can be listed and an unknown one is a mistake.
    let names: [String]
    private let snapshot: any ConfigSnapshot

    /// The value as text; nil when the layer has none.
    func text(_ name: String, _ kind: SettingKey.Kind) throws(SettingsError) -> String? {
        let key = AbsoluteConfigKey(name.split(separator: ".").map(String.init))
        // Files have types of their own: what is a number there is still text here.
        let types: [ConfigType] = [.string, .int, .double, .bool]
        for type in types {
            guard let found = try? snapshot.value(forKey: key, type: type) else { continue }
            guard let value = found.value else { return nil }
            switch value.content {
            case .string(let text): return text
            case .int(let number): return String(number)
            case .double(let number): return String(number)
            case .bool(let flag): return String(flag)
            default: continue
            }
        }
        throw SettingsError(.invalidValue, name, "must be \(kind), not a list (from \(origin))")
    }
}

extension Layer {
    static func flags(_ flags: [String]) throws(SettingsError) -> Layer {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        var names: [String] = []
        for flag in flags {
            guard let sign = flag.firstIndex(of: "="), sign != flag.startIndex else {
                // The text may hold a secret, so it is not repeated.
                throw SettingsError(.invalidValue, "--set", "takes key=value")
            }
            let name = String(flag[..<sign])
            names.append(name)
            let key = AbsoluteConfigKey(name.split(separator: ".").map(String.init))
            values[key] = ConfigValue(.string(String(flag[flag.index(after: sign)...])), isSecret: false)
        }
        let provider = InMemoryProvider(name: "flags", values: values)
        return Layer(origin: .flag, names: names, snapshot: provider.snapshot())
    }

    static func environment(_ variables: [String: String]) -> Layer {
        Layer(origin: .environment, names: [], snapshot: snapshot(variables))
    }

    static func environmentFile(_ file: EnvironmentFile, path: String) -> Layer {
        Layer(origin: .environmentFile(path), names: [], snapshot: snapshot(file.variables))
    }

    /// An empty variable is none: composing tools pass on what they do not have as empty.
    private static func snapshot(_ variables: [String: String]) -> any ConfigSnapshot {
        EnvironmentVariablesProvider(environmentVariables: variables.filter { !$0.value.isEmpty }).snapshot()
    }

    static func file(path: String, resolvedPath: String) throws(SettingsError) -> Layer {
        guard let data = FileManager.default.contents(atPath: resolvedPath) else {
            throw SettingsError(.unreadableFile, path, "cannot be read")
        }
        let names = Names()
        let bytes = [UInt8](data)
        do {
            let snapshot: any ConfigSnapshot
            switch resolvedPath.split(separator: ".").last {
            case "json":
                let options = JSONSnapshot.ParsingOptions(secretsSpecifier: .dynamic { name, _ in names.note(name) })
                snapshot = try JSONSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: options)
            case "yaml", "yml":
                let options = YAMLSnapshot.ParsingOptions(secretsSpecifier: .dynamic { name, _ in names.note(name) })
                snapshot = try YAMLSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: options)
            default:
                throw SettingsError(.invalidFile, path, "must end in .json, .yaml or .yml")
            }
            return Layer(origin: .file(path), names: names.all, snapshot: snapshot)
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError(.invalidFile, path, "is not a valid file of its kind with one object of settings in it")
        }
    }
}

/// The names in a file, told by its parser, which asks about each whether it is secret.
private final class Names: Sendable {
    private let names = Mutex<[String]>([])

    var all: [String] { names.withLock { $0.sorted() } }

    func note(_ name: String) -> Bool {
        names.withLock { $0.append(name) }
        return true
    }
}
