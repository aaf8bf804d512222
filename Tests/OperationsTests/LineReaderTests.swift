import Foundation
import Operations
import Testing

@Suite("Reading lines")
struct LineReaderTests {
    private func lines(_ bytes: [UInt8], maximumBytes: Int = 16) throws -> [InputLine] {
        let path = FileManager.default.temporaryDirectory.path + "/giro-lines-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(filePath: path))
        let descriptor = open(path, O_RDONLY)
        defer {
            close(descriptor)
            unlink(path)
        }
        return Array(LineReader(descriptor: descriptor, maximumBytes: maximumBytes))
    }

    @Test("LF, CRLF, no end at the end, empty lines, a byte order mark")
    func ends() throws {
        #expect(
            try lines(Array("\u{FEFF}a\r\n\nb\nc".utf8)) == [
                InputLine("a"), InputLine(""), InputLine("b"), InputLine("c"),
            ])
        #expect(try lines([]) == [])
        #expect(try lines([10]) == [InputLine("")])
    }

    @Test("a line as long as allowed is read, a longer one is let go of, and the next is whole")
    func lengths() throws {
        let exact = String(repeating: "x", count: 16)
        #expect(
            try lines(Array("\(exact)\r\n\(exact)y\nz\n".utf8)) == [InputLine(exact), .tooLong, InputLine("z")])
    }

    @Test("a line of many chunks without an end costs no memory")
    func endless() throws {
        let bytes = [UInt8](repeating: 65, count: 400_000) + Array("\nok".utf8)
        #expect(try lines(bytes) == [.tooLong, InputLine("ok")])
    }

    @Test("lines that cross the edge of a chunk are whole")
    func edges() throws {
        let all = (0..<20_000).map { "line \($0)" }
        let read = try lines(Array((all.joined(separator: "\n") + "\n").utf8))
        #expect(read == all.map { InputLine($0) })
    }

    @Test("a descriptor that cannot be read says so")
    func failure() {
        let reader = LineReader(descriptor: -1)
        #expect(reader.next() == nil)
        #expect(reader.failure == EBADF)
    }
}
