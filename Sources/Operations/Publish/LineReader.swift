import Glibc

/// The lines of a file or a pipe, one at a time: memory does not grow with the input, whatever is in it.
///
/// Lines end with LF or CRLF, the last one perhaps with nothing. A byte order mark at the start is dropped.
public final class LineReader: Sequence, IteratorProtocol {
    private let descriptor: Int32
    private let maximumBytes: Int
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private var available: Range<Int> = 0..<0
    private var hasEnded = false
    private var isFirst = true
    /// The error number of a read that failed; reading then ended as if the input had.
    public private(set) var failure: Int32?
    /// Bytes read so far.
    public private(set) var bytesRead = 0

    /// - Parameter descriptor: stays the caller's to close.
    public init(descriptor: Int32, maximumBytes: Int = 1 << 20) {
        self.descriptor = descriptor
        self.maximumBytes = maximumBytes
    }

    public func next() -> InputLine? {
        var line: [UInt8] = []
        var isTooLong = false
        while true {
            if available.isEmpty, !fill() {
                if line.isEmpty, !isTooLong { return nil }
                return finished(line, isTooLong)
            }
            let end = chunk[available].firstIndex(of: UInt8(ascii: "\n"))
            let piece = available.lowerBound..<(end ?? available.upperBound)
            if !isTooLong { line += chunk[piece] }
            // One more for the CR, three for the byte order mark.
            if line.count > maximumBytes + 4 {
                isTooLong = true
                line = []
            }
            available = (end.map { $0 + 1 } ?? available.upperBound)..<available.upperBound
            if end != nil { return finished(line, isTooLong) }
        }
    }

    private func finished(_ line: [UInt8], _ isTooLong: Bool) -> InputLine {
        var line = line
        if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirst = false
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return isTooLong || line.count > maximumBytes ? .tooLong : .bytes(line)
    }

    private func fill() -> Bool {
        while !hasEnded {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                available = 0..<count
                bytesRead += count
                return true
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { failure = errno }
            hasEnded = true
        }
        return false
    }
}
