/// What a line is published as.
struct LineMessage: Equatable {
    var topic: String
    /// Nil: the record has no key.
    var key: String?
    var value: [UInt8]
    /// `ce_type`; nil for a raw value, which goes without headers, as it would from any client.
    var type: String?
}
