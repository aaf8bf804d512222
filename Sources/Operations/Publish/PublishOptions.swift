/// How lines become messages.
public struct PublishOptions: Sendable {
    /// Set: every line is a message's value for this topic. Nil: every line names its topic, key and value.
    public var topic: String?
    /// With `topic`: the member of the value that is the record's key. Nil: what the catalogue says.
    public var keyField: String?
    /// Refuse what no worker could read, before it is published.
    public var validates = true
    /// End at the first line that is refused.
    public var isStrict = false
    public var maximumLineBytes = 1 << 20

    public init() {}
}
