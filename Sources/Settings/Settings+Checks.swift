extension Settings {
    /// What no value alone can tell.
    func checkTogether() throws(SettingsError) {
        var problems = observabilityProblems()
        for (first, longest) in [
            (SettingKey.billingRetryFirst, SettingKey.billingRetryLongest),
            (SettingKey.notificationRetryFirst, SettingKey.notificationRetryLongest),
        ] where duration(longest) < duration(first) {
            problems.append(.init(.invalidValue, longest.name, "must not be shorter than \(first.name)"))
        }
        if BillerTokens.parse(text(.billingTokens) ?? "") == nil {
            problems.append(.init(.invalidValue, SettingKey.billingTokens.name, "must be endpoint=token pairs"))
        }
        if text(.smtpUser) != nil, text(.smtpPassword) == nil {
            problems.append(.init(.invalidValue, SettingKey.smtpPassword.name, "is needed with notification.smtp.user"))
        }
        guard problems.isEmpty else { throw SettingsError(problems) }
    }
}
