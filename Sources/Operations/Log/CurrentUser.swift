import Foundation

/// Who runs this process.
enum CurrentUser {
    /// `user@host`; behind sudo the one who asked for it.
    static var name: String {
        let environment = ProcessInfo.processInfo.environment
        let user = environment["SUDO_USER"] ?? environment["USER"] ?? NSUserName()
        return "\(user.isEmpty ? "uid \(getuid())" : user)@\(ProcessInfo.processInfo.hostName)"
    }
}
