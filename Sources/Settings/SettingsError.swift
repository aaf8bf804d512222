/// The settings cannot be used. All that is wrong with them, at once.
public struct SettingsError: Error, Sendable, Equatable {
    public struct Problem: Sendable, Equatable {
        public enum Code: String, Sendable, CaseIterable {
            case unknownKey = "unknown_key"
            case reservedKey = "reserved_key"
            case invalidValue = "invalid_value"
            case givenTwice = "given_twice"
            case unreadableFile = "unreadable_file"
            case invalidFile = "invalid_file"
        }

        public let code: Code
        /// The setting or the file concerned.
        public let subject: String
        /// For people; holds no secret.
        public let detail: String

        public init(_ code: Code, _ subject: String, _ detail: String) {
            self.code = code
            self.subject = subject
            self.detail = detail
        }
    }

    public var problems: [Problem]

    public init(_ problems: [Problem]) {
        self.problems = problems
    }

    init(_ code: Problem.Code, _ subject: String, _ detail: String) {
        problems = [Problem(code, subject, detail)]
    }

    /// The first problem's.
    public var code: String { problems.first?.code.rawValue ?? "invalid_settings" }

    /// Somebody has to change something.
    public var isTransient: Bool { false }
}

extension SettingsError: CustomStringConvertible {
    public var description: String {
        problems.map { "\($0.subject): \($0.detail)" }.joined(separator: "\n")
    }
}
