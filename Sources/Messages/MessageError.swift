/// Why a record's value is no message. Such a record becomes a dead letter: reading it again gives the same error.
public struct MessageError: Error, Sendable, Equatable {
    public enum Code: String, Sendable, CaseIterable {
        case tooLarge = "too_large"
        case unknownType = "unknown_type"
        case unknownVersion = "unknown_version"
        case invalidUTF8 = "invalid_utf8"
        case invalidJSON = "invalid_json"
        case notAnObject = "not_an_object"
        case tooDeep = "too_deep"
        case duplicateField = "duplicate_field"
        case tooManyFields = "too_many_fields"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case invalidValue = "invalid_value"
        /// This process has no memory left to read it.
        case outOfMemory = "out_of_memory"
    }

    public var kind: Code
    /// Names the field, or says what is wrong with the whole. Never holds a value from the message.
    public var detail: String

    public init(_ kind: Code, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// Stable.
    public var code: String { kind.rawValue }

    public var isTransient: Bool {
        switch kind {
        case .tooLarge, .unknownType, .unknownVersion, .invalidUTF8, .invalidJSON, .notAnObject, .tooDeep,
            .duplicateField, .tooManyFields, .missingField, .wrongType, .invalidValue:
            false
        case .outOfMemory: true
        }
    }
}
