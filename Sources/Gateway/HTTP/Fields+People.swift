import Identity
import Messages
import Payments

/// Fields about people.
extension Fields {
    /// As `contact.updated` takes it: what could not be told there is not taken here.
    func email(_ name: String) throws(Problem) -> String {
        let text = try text(name, most: MailAddress.maximumBytes)
        guard MailAddress(text) != nil else { throw .invalid(name, "must be a mail address") }
        return text
    }

    func locale(_ name: String) throws(Problem) -> String {
        guard let text = try optionalText(name, most: 35) else { return "en" }
        guard ContactUpdated.isLocale(text) else { throw .invalid(name, "must be a language tag like en or pt-BR") }
        return text
    }

    /// 3 to 40 of letters, digits, `.`, `_` and `-`, so that none can be taken for a mail address.
    func userName(_ name: String) throws(Problem) -> String? {
        guard let text = try optionalText(name, most: 40) else { return nil }
        guard text.utf8.count >= 3, let account = AccountID(text), !account.text.contains(":") else {
            throw .invalid(name, "3 to 40 of A-Z a-z 0-9 . _ -")
        }
        return text
    }

    /// A new one: `PasswordRules` says which are taken, where it is known whose it is.
    func password(_ name: String) throws(Problem) -> String? {
        try optionalText(name, most: PasswordRules.maximumBytes)
    }

    /// `totp` or `recovery_code`.
    func factorProof() throws(Problem) -> FactorProof? {
        let code = try optionalText("totp", most: 6)
        let recovery = try optionalText("recovery_code", most: 20)
        switch (code, recovery) {
        case (let code?, nil): return .totp(code)
        case (nil, let recovery?): return .recoveryCode(recovery)
        case (nil, nil): return nil
        case (_?, _?): throw .invalid("recovery_code", "not together with totp")
        }
    }

    /// The roles that one may choose.
    func openRole(_ name: String) throws(Problem) -> Person.Role {
        let role: Person.Role = try choice(name, standard: .user)
        switch role {
        case .user, .business: return role
        case .operator, .admin: throw .invalid(name, "must be one of user, business")
        }
    }
}
