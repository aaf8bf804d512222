import Hummingbird
import Identity
import Payments

/// Where people are logged in, and what they show again or beside a password.
extension Endpoints {
    static let sessions = [
        Endpoint(.get, "/v1/sessions", .people, list),
        Endpoint(.delete, "/v1/sessions", .people, endAll),
        Endpoint(.delete, "/v1/sessions/{session_id}", .people, end),
        Endpoint(.post, "/v1/sessions/step-up", .people, stepUp),
        Endpoint(.get, "/v1/profile/second-factor", .people, factor),
        Endpoint(.post, "/v1/profile/second-factor", .people, beginFactor),
        Endpoint(.post, "/v1/profile/second-factor/confirm", .people, confirmFactor),
        Endpoint(.post, "/v1/profile/second-factor/remove", .people, removeFactor),
    ]

    /// Those that can be used, the latest first.
    private static func list(_ call: Call, _ services: Services) async throws -> Answer {
        let caller = try call.caller()
        let sessions = try await services.identity.sessions(of: caller.person).filter(\.isInForce)
        return .json(ListView(items: sessions.map { SessionView($0, current: caller.session) }, next: nil))
    }

    private static func end(_ call: Call, _ services: Services) async throws -> Answer {
        guard let session = Identifier(call.parameter("session_id")) else { throw Problem(.sessionNotFound) }
        try await services.identity.endSession(session, by: call.caller())
        return .nothing
    }

    private static func endAll(_ call: Call, _ services: Services) async throws -> Answer {
        let others = call.query["others"]
        guard others == nil || others == "true" || others == "false" else {
            throw Problem(.invalidParameter, field: "others", "true or false")
        }
        try await services.identity.endSessions(by: call.caller(), keepsOwn: others == "true")
        return .nothing
    }

    private static func stepUp(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let password = try fields.optionalText("password", most: PasswordRules.maximumBytes)
        let code = try fields.optionalText("code", most: 20)
        let factor = try fields.factorProof()
        try fields.noMore()
        let proof: StepUp
        switch (password, code) {
        case (let password?, nil): proof = .password(password)
        case (nil, let code?): proof = .code(code)
        case (nil, nil) where factor != nil: proof = .factorOnly
        case (nil, nil): throw Problem(.missingField, field: "password")
        case (_?, _?): throw Problem.invalid("code", "not together with password")
        }
        try await services.identity.stepUp(call.caller(), proof, factor: factor)
        return .nothing
    }

    private static func factor(_ call: Call, _ services: Services) async throws -> Answer {
        let standing = try await services.identity.secondFactor(of: call.caller().person)
        return .json(FactorView(enabled: standing.isOn, recoveryCodesLeft: standing.recoveryCodes))
    }

    private static func beginFactor(_ call: Call, _ services: Services) async throws -> Answer {
        let enrolment = try await services.identity.beginSecondFactor(
            of: call.caller(), issuer: services.configuration.issuer)
        return .json(EnrolmentView(secret: enrolment.secret, otpauthUri: enrolment.address), status: .created)
    }

    private static func confirmFactor(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let code = try fields.text("totp", most: 6)
        try fields.noMore()
        let codes = try await services.identity.confirmSecondFactor(of: call.caller(), code: code)
        return .json(RecoveryCodesView(recoveryCodes: codes))
    }

    private static func removeFactor(_ call: Call, _ services: Services) async throws -> Answer {
        let fields = try call.fields()
        let proof = try fields.factorProof()
        try fields.noMore()
        try await services.identity.removeSecondFactor(of: call.caller(), proof: proof)
        return .nothing
    }
}

struct SessionView: Encodable {
    let sessionId: String
    /// Whether it is the one that asks; nil where that is not known.
    let current: Bool?
    let createdAt: String
    let lastUsedAt: String
    let expiresAt: String
    let endedAt: String?
    let endedWhy: String?
    let address: String?
    let userAgent: String?
    let secondFactor: Bool

    init(_ session: SessionRecord, current: Identifier? = nil) {
        sessionId = session.id.description
        self.current = current.map { $0 == session.id }
        createdAt = session.createdAt.description
        lastUsedAt = session.lastUsedAt.description
        expiresAt = session.expiresAt.description
        endedAt = session.endedAt?.description
        endedWhy = session.endedWhy
        address = session.address
        userAgent = session.agent
        secondFactor = session.hasSecondFactor
    }
}

private struct FactorView: Encodable {
    let enabled: Bool
    let recoveryCodesLeft: Int64
}

private struct EnrolmentView: Encodable {
    let secret: String
    let otpauthUri: String
}

private struct RecoveryCodesView: Encodable {
    let recoveryCodes: [String]
}
