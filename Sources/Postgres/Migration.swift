/// One numbered step of a schema's history: a script that was applied is never changed, only followed by another.
public struct Migration: Sendable {
    /// 1 for the first, then without gaps.
    public let number: Int
    /// A word or a few, for people: `accounts`, `outbox_index`.
    public let name: String
    /// The script, UTF-8. `{{schema}}` and `{{role}}` in it stand for the worker's schema and role. It runs in a
    /// transaction of its own with the schema as its search path, so it must hold no BEGIN, COMMIT or CONCURRENTLY.
    public let sql: [UInt8]

    public init(number: Int, name: String, sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = sql
    }
}
