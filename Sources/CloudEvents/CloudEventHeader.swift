/// The names of the record headers that carry an event's attributes (CloudEvents Kafka protocol binding, binary
/// mode).
public enum CloudEventHeader {
    public static let specVersion = "ce_specversion"
    public static let id = "ce_id"
    public static let source = "ce_source"
    public static let type = "ce_type"
    public static let time = "ce_time"
    public static let subject = "ce_subject"
    public static let contentType = "content-type"
    /// W3C trace context, as OpenTelemetry's Kafka clients write it.
    public static let traceparent = "traceparent"

    /// The value of `ce_specversion`.
    public static let specVersionValue = "1.0"
    /// The value of `content-type`.
    public static let contentTypeValue = "application/json"
}
