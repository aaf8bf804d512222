import Foundation

/// What the figures were measured on: without it they say nothing.
public struct Machine: Sendable, Equatable, Encodable {
    public let processor: String
    public let cores: Int
    public let memoryGibibytes: Int
    public let system: String
    public let postgres: String
    public let broker: String
    /// The load average when the run began: what else was going on.
    public let loadBefore: Double

    package static func current(postgres: String, broker: String) -> Machine {
        let info = ProcessInfo.processInfo
        var load = [0.0]
        getloadavg(&load, 1)
        return Machine(
            processor: processor(TextFile.read("/proc/cpuinfo") ?? ""), cores: info.activeProcessorCount,
            memoryGibibytes: Int(info.physicalMemory >> 30),
            system: "\(info.operatingSystemVersionString), Linux "
                + (TextFile.read("/proc/sys/kernel/osrelease") ?? "").prefix { $0 != "\n" },
            postgres: postgres, broker: broker, loadBefore: Ratio.rounded(load[0]))
    }

    package static func processor(_ cpuinfo: String) -> String {
        let line = cpuinfo.split(separator: "\n").first { $0.hasPrefix("model name") }
        guard let name = line?.split(separator: ":", maxSplits: 1).last else { return "unknown" }
        return name.trimmingCharacters(in: .whitespaces)
    }
}
