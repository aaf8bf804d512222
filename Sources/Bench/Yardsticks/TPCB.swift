import Foundation
import Postgres

/// pgbench's TPC-B-like transaction on the same server: what a transaction for each payment gives at best.
package struct TPCB {
    let ground: BenchGround
    let scale: Int
    let clients: Int

    private static let database = "tpcb"

    /// Makes and fills pgbench's tables.
    func prepare() throws {
        try ground.admin.execute(script: "CREATE DATABASE \(Self.database)")
        _ = try pgbench(["--initialize", "--quiet", "--scale=\(scale)"])
    }

    /// - Returns: transactions a second.
    func run(seconds: Int) throws -> Double {
        try ground.admin.execute(script: "CHECKPOINT")
        let output = try pgbench([
            "--client=\(clients)", "--jobs=2", "--protocol=prepared", "--no-vacuum", "--time=\(seconds)",
        ])
        guard let rate = Self.transactionsPerSecond(output) else {
            throw BenchError(.yardstick, "pgbench did not say how fast it was")
        }
        return rate
    }

    func remove() throws {
        try ground.admin.execute(script: "DROP DATABASE \(Self.database) (FORCE)")
    }

    /// Reads `tps = 1912.345678 (without initial connection time)`.
    package static func transactionsPerSecond(_ output: String) -> Double? {
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }) else { return nil }
        return Double(line.dropFirst("tps = ".count).prefix { $0.isNumber || $0 == "." })
    }

    private func pgbench(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try ground.serverProgram("pgbench"))
        process.arguments = arguments
        let names = ["host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"]
        var environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGDATABASE": Self.database]
        for (key, value) in Conninfo.parts(ground.settings.adminConnection.conninfo) {
            if let name = names[key] { environment[name] = value }
        }
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError(.yardstick, "pgbench ended with status \(process.terminationStatus)")
        }
        return text
    }
}

/// libpq's connection strings of the form `key='value' ...`. Source: PostgreSQL 15 documentation, 34.1.1.1.
package enum Conninfo {
    package static func parts(_ text: String) -> [(key: String, value: String)] {
        var parts: [(String, String)] = []
        var rest = text[...]
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals].drop { $0 == " " }
            rest = rest[rest.index(after: equals)...]
            parts.append((String(key), value(&rest)))
        }
        return parts
    }

    private static func value(_ rest: inout Substring) -> String {
        let isQuoted = rest.first == "'"
        if isQuoted { rest.removeFirst() }
        var value = ""
        while let character = rest.popFirst() {
            if character == "\\" {
                if let escaped = rest.popFirst() { value.append(escaped) }
            } else if character == (isQuoted ? "'" : " ") {
                break
            } else {
                value.append(character)
            }
        }
        return value
    }
}
