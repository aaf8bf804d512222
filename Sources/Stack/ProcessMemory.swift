import FoundationEssentials

/// What the system says of this process's memory. Source: proc(5), /proc/self/status.
enum ProcessMemory {
    static func peakResidentMebibytes() -> Int {
        guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0)
                / 1_024
        }
        return 0
    }
}
