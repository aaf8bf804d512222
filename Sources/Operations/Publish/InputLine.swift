/// One line of what is to be published.
public enum InputLine: Sendable, Equatable {
    case bytes([UInt8])
    /// Longer than allowed; its content was let go of.
    case tooLong

    public init(_ text: String) {
        self = .bytes(Array(text.utf8))
    }
}
