import Glibc

/// What processes have used, as the system counts it. Source: proc(5), `stat` and `status`.
package enum ProcessUsage {
    /// One line of `stat`, as far as it is of interest.
    package struct Stat: Equatable {
        package let parent: Int32
        package let cpuSeconds: Double
        /// Of children that have ended.
        package let endedChildrenSeconds: Double

        /// The name in parentheses may hold spaces and parentheses itself, so the fields are counted from its end.
        package init?(_ line: String, ticksPerSecond: Double) {
            guard let end = line.lastIndex(of: ")") else { return nil }
            let fields = line[line.index(after: end)...].split(separator: " ")
            guard fields.count > 14, let parent = Int32(fields[1]), let user = Double(fields[11]),
                let system = Double(fields[12]), let childUser = Double(fields[13]),
                let childSystem = Double(fields[14])
            else { return nil }
            self.parent = parent
            cpuSeconds = (user + system) / ticksPerSecond
            endedChildrenSeconds = (childUser + childSystem) / ticksPerSecond
        }
    }

    static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

    static func stat(of process: Int32) -> Stat? {
        TextFile.read("/proc/\(process)/stat").flatMap { Stat($0, ticksPerSecond: ticksPerSecond) }
    }

    /// CPU seconds of one process.
    static func cpuSeconds(of process: Int32) -> Double { stat(of: process)?.cpuSeconds ?? 0 }

    /// CPU seconds of a server and all its children, those that have ended included.
    static func cpuSecondsOfTree(_ root: Int32) -> Double {
        guard let server = stat(of: root) else { return 0 }
        return children(of: root).reduce(server.cpuSeconds + server.endedChildrenSeconds) { $0 + cpuSeconds(of: $1) }
    }

    static func children(of root: Int32) -> [Int32] {
        Directory.entries("/proc").compactMap { Int32($0) }.filter { stat(of: $0)?.parent == root }
    }

    /// CPU seconds of each thread, added up by name.
    static func threadSeconds(of process: Int32) -> [String: Double] {
        var seconds: [String: Double] = [:]
        for thread in Directory.entries("/proc/\(process)/task") where Int32(thread) != nil {
            let path = "/proc/\(process)/task/\(thread)"
            guard let line = TextFile.read(path + "/stat"), let stat = Stat(line, ticksPerSecond: ticksPerSecond),
                let name = TextFile.read(path + "/comm")
            else { continue }
            seconds[String(name.prefix { $0 != "\n" }), default: 0] += stat.cpuSeconds
        }
        return seconds
    }

    /// The most memory a process ever had resident, in MiB.
    static func peakResidentMebibytes(of process: Int32) -> Double {
        let text = TextFile.read("/proc/\(process)/status") ?? ""
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
        let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }
        return (kibibytes ?? 0) / 1_024
    }
}
