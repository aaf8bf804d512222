extension ContactUpdated {
    /// Whether a text can be `locale`.
    public static func isLocale(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { ContactRules.locale($0) != nil }
    }
}
