extension Settings {
    /// What no value alone can tell.
    func checkTogether() throws(SettingsError) {
        var problems = observabilityProblems()
        for (first, longest) in [
            (SettingKey.billingRetryFirst, SettingKey.billingRetryLongest),
            (SettingKey.notificationRetryFirst, SettingKey.notificationRetryLongest),
            (SettingKey.webhookRetryFirst, SettingKey.webhookRetryLongest),
        ] where duration(longest) < duration(first) {
            problems.append(.init(.invalidValue, longest.name, "must not be shorter than \(first.name)"))
        }
        if BillerTokens.parse(text(.billingTokens) ?? "") == nil {
            problems.append(.init(.invalidValue, SettingKey.billingTokens.name, "must be endpoint=token pairs"))
        }
        if text(.smtpUser) != nil, text(.smtpPassword) == nil {
            problems.append(.init(.invalidValue, SettingKey.smtpPassword.name, "is needed with notification.smtp.user"))
        }
        if let secret = text(.webhookRoot), secret.utf8.count < 32 {
            problems.append(.init(.invalidValue, SettingKey.webhookRoot.name, "needs 32 bytes or more"))
        }
        if PortList.parse(requiredText(.webhookPorts)) == nil {
            problems.append(.init(.invalidValue, SettingKey.webhookPorts.name, "must be ports, or any"))
        }
        guard problems.isEmpty else { throw SettingsError(problems) }
    }
}
