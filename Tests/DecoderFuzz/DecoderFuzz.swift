/// Where libFuzzer comes in. The first byte chooses the reader, the rest is for it; see `scripts/fuzz`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    DecoderFuzz.run(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// Gives any bytes to what reads bytes from outside. What must never be ends the process.
public enum DecoderFuzz {
    public static func run(_ bytes: some Collection<UInt8>) {
        guard let first = bytes.first else { return }
        let reader = FuzzedReader.allCases[Int(first) % FuzzedReader.allCases.count]
        reader.read(Array(bytes.dropFirst()))
    }
}

/// Who reads bytes that others have written.
public enum FuzzedReader: CaseIterable {
    case message
    case headerBlock
    case line
    case billerAnswer
    case row
    case redaction
    case settings

    func read(_ bytes: [UInt8]) {
        switch self {
        case .message: Self.readMessage(bytes)
        case .headerBlock: Self.readHeaderBlock(bytes)
        case .line: Self.readLine(bytes)
        case .billerAnswer: Self.readBillerAnswer(bytes)
        case .row: Self.readRow(bytes)
        case .redaction: Self.redact(bytes)
        case .settings: Self.readSettings(bytes)
        }
    }
}
