import FoundationEssentials
import Glibc

/// This process's memory. Source: proc(5), /proc/self/statm.
enum Memory {
    static func residentMebibytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(getpagesize()) >> 20
    }
}
