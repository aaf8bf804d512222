extension ContactUpdated {
    /// Whether a text can be `email`.
    public static func isEmail(_ text: String) -> Bool { holds(text, ContactRules.email) }

    /// Whether a text can be `locale`.
    public static func isLocale(_ text: String) -> Bool { holds(text, ContactRules.locale) }

    private static func holds(_ text: String, _ rule: (UnsafeRawBufferPointer) -> String?) -> Bool {
        Array(text.utf8).withUnsafeBytes { rule($0) != nil }
    }
}
