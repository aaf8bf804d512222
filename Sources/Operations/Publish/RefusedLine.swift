import Messages

/// A line that was not published, and why.
public struct RefusedLine: Sendable, Equatable, Encodable {
    /// Counted from one.
    public let line: Int
    /// Stable: one of `RefusedLine.codes`, or a `MessageError`'s.
    public let code: String
    /// Names members, never their values.
    public let detail: String
}

/// Why a line is no message.
struct LineRefusal: Error, Equatable {
    enum Code: String, CaseIterable {
        case lineTooLong = "line_too_long"
        case invalidJSON = "invalid_json"
        case notAnObject = "not_an_object"
        case duplicateField = "duplicate_field"
        case tooDeep = "too_deep"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case unknownTopic = "unknown_topic"
    }

    let code: String
    let detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code.rawValue
        self.detail = detail
    }

    init(_ error: MessageError) {
        code = error.code
        detail = error.detail
    }

    init(_ error: JSONSpanError, in subject: String) {
        switch error {
        case .invalid: self.init(.invalidJSON, "\(subject) is not valid JSON")
        case .notAnObject: self.init(.notAnObject, "\(subject) is not an object")
        case .duplicateMember: self.init(.duplicateField, "\(subject) has a member twice")
        case .wrongType: self.init(.wrongType, "\(subject) must be a string")
        case .tooDeep: self.init(.tooDeep, "\(subject) is nested too deep")
        }
    }
}

extension RefusedLine {
    /// The codes that lines have of their own; messages have theirs beside these.
    public static let codes = LineRefusal.Code.allCases.map(\.rawValue)
}
