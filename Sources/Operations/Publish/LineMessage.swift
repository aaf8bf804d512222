/// What a line is published as.
package struct LineMessage: Equatable {
    package var topic: String
    /// Nil: the record has no key.
    package var key: String?
    package var value: [UInt8]
    /// `ce_type`; nil for a raw value, which goes without headers, as it would from any client.
    package var type: String?
}
