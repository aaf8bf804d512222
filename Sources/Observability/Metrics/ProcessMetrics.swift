import Glibc

/// This process as the kernel sees it. Source: proc(5).
public enum ProcessMetrics {
    public static func samples() -> [MetricSample] {
        guard let stat = contents(of: "/proc/self/stat"), let behindName = stat.lastIndex(of: UInt8(ascii: ")")) else {
            return []
        }
        // From the third field on; the second, the name, may hold anything.
        let fields = stat[(behindName + 1)...].split(separator: UInt8(ascii: " ")).map {
            Double(String(decoding: $0, as: UTF8.self)) ?? 0
        }
        guard fields.count > 21 else { return [] }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return [
            MetricSample("process_cpu_seconds_total", (fields[11] + fields[12]) / ticks),
            MetricSample("process_threads", fields[17]),
            MetricSample("process_start_time_seconds", bootTime + fields[19] / ticks),
            MetricSample("process_virtual_memory_bytes", fields[20]),
            MetricSample("process_resident_memory_bytes", fields[21] * Double(sysconf(Int32(_SC_PAGESIZE)))),
            MetricSample("process_open_fds", Double(openFiles())),
            MetricSample("process_max_fds", Double(limit.rlim_cur)),
        ]
    }

    private static let bootTime: Double = {
        let lines = contents(of: "/proc/stat")?.split(separator: UInt8(ascii: "\n")) ?? []
        let line = lines.map { String(decoding: $0, as: UTF8.self) }.first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) } ?? 0
    }()

    private static func openFiles() -> Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return max(count - 3, 0)  // ".", ".." and the directory itself
    }

    private static func contents(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count <= 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}
