import Foundation
import Operations

/// A new directory in /tmp under a name that cannot be guessed. Others may enter it: the database runs as another user
/// where root starts it.
enum TemporaryDirectory {
    static func make(_ name: String) throws -> String {
        var template = Array("/tmp/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, chmod(template, 0o755) == 0 else {
            throw OperationError(
                .unreadableFile, "cannot make a directory in /tmp: \(String(cString: strerror(errno)))")
        }
        return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}
