/// Where a value comes from. The first that has one wins.
public enum SettingOrigin: Sendable, Equatable {
    /// `--set key=value`
    case flag
    case environment
    /// A file of `NAME=value` lines.
    case environmentFile(String)
    /// JSON or YAML.
    case file(String)
    case standard
}

extension SettingOrigin: CustomStringConvertible {
    public var description: String {
        switch self {
        case .flag: "flag"
        case .environment: "environment"
        case .environmentFile(let path), .file(let path): path
        case .standard: "default"
        }
    }
}
