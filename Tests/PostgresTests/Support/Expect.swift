import Postgres
import Testing

/// Expects an error of this code, and gives it back for a closer look.
@discardableResult
func expectError(
    _ code: PostgresError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) -> PostgresError? {
    do {
        try body()
        Issue.record("no error, expected \(code.rawValue)", sourceLocation: sourceLocation)
        return nil
    } catch {
        let error = try? #require(error as? PostgresError, sourceLocation: sourceLocation)
        #expect(error?.code == code, "\(error.debugDescription)", sourceLocation: sourceLocation)
        return error
    }
}
