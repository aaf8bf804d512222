/// The trace that what is done now belongs to: messages that are decided meanwhile carry it on.
public enum RequestTrace {
    /// `traceparent` as in W3C Trace Context, well-formed.
    @TaskLocal public static var traceparent: String?
}
