import Lane
import PrivatePostgres
import TestSupport
import Testing

@Suite("A full disk under PostgreSQL", .serialized)
struct DiskFullTests {
    @Test(
        "nothing is lost or given up, and work goes on when there is room again",
        .enabled(if: SmallDisk.isPossible, "a small file system can be mounted by root only"))
    func full() async throws {
        let disk = try SmallDisk(mebibytes: 160)
        defer { disk.remove() }
        let server = try PrivatePostgres.start(
            directory: disk.path + "/postgres", durable: false,
            settings: ["max_wal_size": "48MB", "min_wal_size": "32MB", "shared_buffers": "16MB"])
        defer { server.stop() }
        let bench = try TallyBench(partitions: 1, server: server.adminConninfo)
        // 1.5 kB each, and twice that as events (key and value): the embedded broker drops what is beyond 5 MiB.
        let messages = 1_000
        try bench.broker.publish((0..<100).map { "m\($0)" }, to: bench.input, partition: 0)
        func small(_ configuration: inout EngineConfiguration) { configuration.batchItems = 100 }
        try await bench.running(small) { service in
            try await expect { try bench.number("SELECT count(*) FROM seen") == 100 }
            try disk.fill()
            let text = String(repeating: "x", count: 1_500)
            try bench.broker.publish((100..<messages).map { "m\($0) \(text)" }, to: bench.input, partition: 0)
            try await expect(within: .seconds(60)) { Self.says(service.progress.lastError) }
            disk.makeRoom()
            // Where the write-ahead log could not be written the server has given up: it is started as by a supervisor.
            if !bench.answers { try server.restart() }
            try await expect(within: .seconds(60)) {
                try bench.answers && bench.number("SELECT count(*) FROM seen") == Int64(messages)
            }
        }
        #expect(try bench.number("SELECT sum(dead_letters) FROM cursor") == 0)
        let seen = try bench.broker.read(bench.output, partitions: 1, count: messages, settle: .milliseconds(300))
        #expect(Set(seen.map(\.value)).count == messages)
    }

    /// A table that cannot grow is a full disk; a log that cannot grow ends the server and its sessions.
    private static func says(_ error: String) -> Bool {
        ["disk_full", "connection_lost", "connect_failed", "shutting_down", "commit_unknown"].contains(error)
    }
}

extension TallyBench {
    /// Whether its server takes connections.
    var answers: Bool { (try? connect()) != nil }
}
