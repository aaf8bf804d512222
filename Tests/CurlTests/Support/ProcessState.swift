import Foundation

/// This process's own TCP sockets towards a server, closed ones that the kernel still remembers included.
enum ClientSockets {
    static func count(to base: String) throws -> Int {
        guard let port = URL(string: base)?.port else { return 0 }
        let remote = String(format: ":%04X", port)
        let table = try KernelFile.read("/proc/self/net/tcp")
        return table.split(separator: "\n").dropFirst().count { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[2].hasSuffix(remote)
        }
    }
}

enum ThreadNames {
    static func all() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap { task in
            let name = try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
            return name?.trimmingCharacters(in: .newlines)
        }
    }
}

/// Files of the kernel say that they are empty and come in short pieces; Foundation stops at the first.
enum KernelFile {
    static func read(_ path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
        var bytes = Data()
        while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }
}
