import Hummingbird
import Identity
import Payments

extension Endpoints {
    static let people = [
        Endpoint(.post, "/v1/register", .everybody, register),
        Endpoint(.post, "/v1/login", .everybody, logIn),
        Endpoint(.post, "/v1/login/code", .everybody, requestCode),
        Endpoint(.post, "/v1/refresh", .everybody, refresh),
        Endpoint(.post, "/v1/logout", .people, logOut),
        Endpoint(.get, "/v1/profile", .scope(.accountsRead), profile),
        Endpoint(.delete, "/v1/profile", .people, erase),
        Endpoint(.get, "/v1/profile/export", .people, export),
        Endpoint(.put, "/v1/profile/password", .people, setPassword),
        Endpoint(.post, "/v1/profile/email", .people, changeEmail),
        Endpoint(.post, "/v1/profile/email/confirm", .people, confirmEmail),
        Endpoint(.put, "/v1/people/{user_id}/role", .role(.admin), setRole),
    ]

    private static func register(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let registration = Registration(
            email: try fields.email("email"), userName: try fields.userName("username"),
            password: try fields.password("password"), role: try fields.openRole("role"),
            currency: try fields.optionalCurrency() ?? services.configuration.currency,
            locale: try fields.locale("locale"))
        try fields.noMore()
        if registration.userName != nil, registration.password == nil {
            throw Problem(.missingField, field: "password")
        }
        let person = try await services.identity.register(registration, as: call.subject)
        let tokens = try await services.identity.beginSession(for: person)
        let wallet = try services.identity.firstAccount(of: person.id, currency: registration.currency)
        return .json(
            RegisteredView(profile: ProfileView(person), accountId: wallet.account.text, tokens: TokensView(tokens)),
            status: .created)
    }

    private static func logIn(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let name = try fields.optionalText("username", most: 254)
        let email = try fields.optionalText("email", most: 254)
        let factor = try fields.factorProof()
        if let code = try fields.optionalText("code", most: 20) {
            guard let email else { throw Problem(.missingField, field: "email") }
            try fields.noMore()
            let (_, tokens) = try await services.identity.logIn(
                email: email, code: code, factor: factor, address: call.address)
            return .json(TokensView(tokens))
        }
        let password = try fields.text("password", most: PasswordRules.maximumBytes)
        try fields.noMore()
        guard let given = name ?? email else { throw Problem(.missingField, field: "username") }
        let (_, tokens) = try await services.identity.logIn(
            name: given, password: password, factor: factor, address: call.address)
        return .json(TokensView(tokens))
    }

    /// The same answer, as soon, whether or not anybody has the address.
    private static func requestCode(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let email = try fields.email("email")
        let locale = try fields.locale("locale")
        try fields.noMore()
        try await services.identity.admitCodeRequest(email: email, address: call.address)
        services.codes.request(email: email, locale: locale)
        return Answer(status: .accepted, contentType: "application/json", body: Array("{}".utf8))
    }

    private static func refresh(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let token = try fields.text("refresh_token", most: 256)
        try fields.noMore()
        let (_, tokens) = try await services.identity.refresh(token)
        return .json(TokensView(tokens))
    }

    private static func logOut(_ call: Call, _ services: Services) async throws -> Answer {
        if let session = try call.caller().session { try await services.identity.logOut(session) }
        return .nothing
    }

    private static func profile(_ call: Call, _ services: Services) async throws -> Answer {
        .json(ProfileView(try await services.identity.person(call.caller().person)))
    }

    private static func setPassword(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        guard let password = try fields.password("password") else { throw Problem(.missingField, field: "password") }
        let current = try fields.optionalText("current_password", most: PasswordRules.maximumBytes)
        let keepsPrograms = try fields.optionalFlag("keep_programs") ?? false
        try fields.noMore()
        if keepsPrograms, current == nil { throw Problem(.missingField, field: "current_password") }
        try await services.identity.setPassword(
            password, current: current, keepsPrograms: keepsPrograms, of: call.caller())
        return .nothing
    }

    /// The same answer whether or not another person has the address.
    private static func changeEmail(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let email = try fields.email("email")
        try fields.noMore()
        let change = try await services.identity.beginAddressChange(
            to: email, by: call.caller(), address: call.address)
        if let change { services.codes.send(change.code, toAddress: change.email, locale: change.locale) }
        return Answer(status: .accepted, contentType: "application/json", body: Array("{}".utf8))
    }

    private static func confirmEmail(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let code = try fields.text("code", most: 20)
        try fields.noMore()
        return .json(ProfileView(try await services.identity.confirmAddressChange(code: code, by: call.caller())))
    }

    private static func setRole(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let role: Person.Role = try fields.choice("role", standard: nil)
        try fields.noMore()
        guard let person = Identifier(call.parameter("user_id")) else { throw Problem(.personNotFound) }
        try await services.identity.setRole(role, of: person, by: .caller(call.caller()))
        return .json(ProfileView(try await services.identity.person(person)))
    }
}

struct ProfileView: Encodable {
    let userId: String
    let username: String?
    let email: String
    let emailConfirmed: Bool
    let role: String
    let hasPassword: Bool
    let createdAt: String

    init(_ person: Person) {
        userId = person.id.description
        username = person.userName
        email = person.email
        emailConfirmed = person.isConfirmed
        role = person.role.rawValue
        hasPassword = person.hasPassword
        createdAt = person.createdAt.description
    }
}

struct TokensView: Encodable {
    let accessToken: String
    let refreshToken: String
    let tokenType = "Bearer"
    let expiresIn: Int64
    /// `enrolment_required` when the person's role waits for it.
    let secondFactor: String?
    let ended: EndedView?

    init(_ tokens: SessionTokens) {
        accessToken = tokens.accessToken
        refreshToken = tokens.refreshToken
        expiresIn = tokens.expiresInSeconds
        secondFactor = tokens.awaitsSecondFactor ? "enrolment_required" : nil
        ended = tokens.ended.map { EndedView($0) }
    }
}

/// What the first log-in by a mailed code has taken back.
struct EndedView: Encodable {
    let sessions: Int
    let keys: Int
    let endpoints: Int
    let password: Bool
    let secondFactor: Bool
    let role: Bool

    init(_ ended: EndedAccess) {
        sessions = ended.sessions
        keys = ended.keys
        endpoints = ended.endpoints
        password = ended.hadPassword
        secondFactor = ended.hadSecondFactor
        role = ended.hadRole
    }
}

struct RegisteredView: Encodable {
    let profile: ProfileView
    let accountId: String
    let tokens: TokensView
}
