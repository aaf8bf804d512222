/// How an outside call ended, for those who watch: one of a few words, and a code that says more. Both are stable, in
/// snake case, and tell nothing of what was asked.
public struct CallEnding: Sendable, Equatable {
    public let outcome: String
    /// Empty where there is no more to say.
    public let code: String

    public init(_ outcome: String, code: String = "") {
        self.outcome = outcome
        self.code = code
    }
}
