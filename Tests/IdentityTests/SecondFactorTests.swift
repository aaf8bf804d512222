import Identity
import Payments
import Testing

@Suite("A second factor")
struct SecondFactorTests {
    private let password = "correct horse"

    private func now() -> Int64 { Timestamp.now().microseconds / 1_000_000 }

    private func enrolled(_ house: IdentityHouse, _ person: Person) async throws -> (TOTP, codes: [String], Caller) {
        let caller = try await house.caller(person)
        let enrolment = try await house.service.beginSecondFactor(of: caller, issuer: "giro")
        let totp = try #require(TOTP(base32: enrolment.secret))
        #expect(enrolment.address.hasPrefix("otpauth://totp/giro:"))
        #expect(enrolment.address.contains("secret=\(enrolment.secret)&issuer=giro"))
        let codes = try await house.service.confirmSecondFactor(
            of: caller, code: totp.code(atSeconds: now()))
        return (totp, codes, caller)
    }

    @Test("codes are those of RFC 6238")
    func vectors() throws {
        let totp = try #require(TOTP(base32: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
        #expect(totp.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        let expected: [(Int64, String)] = [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ]
        for (seconds, code) in expected { #expect(totp.code(atSeconds: seconds) == code) }
        #expect(TOTP(base32: "not base 32!") == nil)
    }

    @Test("who has one logs in with a code of it, once, or with a recovery code, once")
    func logIn() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", userName: "ann", password: password)
        let used = TOTP.stepSeconds * (now() / TOTP.stepSeconds)
        let (totp, codes, _) = try await enrolled(house, ann)
        func logIn(_ proof: FactorProof?) async throws -> IdentityError.Code? {
            try await IdentityHouse.refusal {
                _ = try await house.service.logIn(
                    name: "ann", password: password, factor: proof, address: "1.2.3.4")
            }
        }
        #expect(try await logIn(nil) == .secondFactorRequired)
        #expect(try await logIn(.totp(totp.code(atSeconds: used))) == .invalidSecondFactor, "it switched the factor on")
        #expect(try await logIn(.totp(totp.code(atSeconds: now() + 5 * TOTP.stepSeconds))) == .invalidSecondFactor)
        let next = totp.code(atSeconds: now() + TOTP.stepSeconds)
        #expect(try await logIn(.totp(next)) == nil, "clocks may differ by a step")
        #expect(try await logIn(.totp(next)) == .invalidSecondFactor, "a code is good once")
        #expect(codes.count == 10 && Set(codes).count == 10)
        #expect(try await logIn(.recoveryCode(codes[3].uppercased())) == nil)
        #expect(try await logIn(.recoveryCode(codes[3])) == .invalidSecondFactor)
        #expect(try await house.service.secondFactor(of: ann.id).recoveryCodes == 9)
    }

    @Test("after five wrong codes the next ones wait, even the right one")
    func tries() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", userName: "ann", password: password)
        let (totp, _, caller) = try await enrolled(house, ann)
        var refusals: [IdentityError.Code?] = []
        for _ in 0..<6 {
            refusals.append(
                try await IdentityHouse.refusal {
                    try await house.service.stepUp(caller, .password(password), factor: .totp("12345x"))
                })
        }
        #expect(refusals.prefix(5).allSatisfy { $0 == .invalidSecondFactor })
        let right = try await IdentityHouse.refusal {
            try await house.service.stepUp(
                caller, .password(password), factor: .totp(totp.code(atSeconds: now() + TOTP.stepSeconds)))
        }
        #expect(right == .tooManyAttempts)
    }

    @Test("operators and admins are users until their session has one; the setting can say otherwise")
    func roles() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", userName: "ann", password: password)
        try await house.service.setRole(.admin, of: ann.id, by: .command)
        let (person, tokens) = try await house.service.logIn(name: "ann", password: password, address: "1.2.3.4")
        #expect(person.role == .admin && tokens.awaitsSecondFactor)
        let before = try await house.service.caller(bearer: tokens.accessToken)
        #expect(before.role == .user && before.awaitsSecondFactor)
        let (_, oldKey) = try await house.service.makeKey(
            by: before, label: "x", scopes: [.accountsRead], lifetimeSeconds: 60)
        let early = try await IdentityHouse.refusal {
            try await house.service.setRole(.business, of: ann.id, by: .caller(before))
        }
        #expect(early == .roleNotAllowed)

        let enrolment = try await house.service.beginSecondFactor(of: before, issuer: "giro")
        let totp = try #require(TOTP(base32: enrolment.secret))
        _ = try await house.service.confirmSecondFactor(of: before, code: totp.code(atSeconds: now()))
        let (_, refreshed) = try await house.service.refresh(tokens.refreshToken)
        #expect(!refreshed.awaitsSecondFactor)
        let after = try await house.service.caller(bearer: refreshed.accessToken)
        #expect(after.role == .admin)
        try await house.service.confirmReader(after)
        let ben = try await house.register("ben@example.org")
        try await house.service.setRole(.business, of: ben.id, by: .caller(after))
        #expect(try await house.service.caller(bearer: oldKey).role == .user, "made before the factor was shown")
        let (_, newKey) = try await house.service.makeKey(
            by: after, label: "y", scopes: [.accountsRead], lifetimeSeconds: 60)
        #expect(try await house.service.caller(bearer: newKey).role == .admin)

        let lax = try await IdentityHouse(asksForSecondFactor: false)
        let olga = try await lax.register("olga@example.org")
        try await lax.service.setRole(.operator, of: olga.id, by: .command)
        #expect(try await lax.caller(lax.service.person(olga.id)).role == .operator)
    }

    @Test("switching it off takes a code of it, or an operator's command; the role waits again then")
    func off() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org", userName: "ann", password: password)
        try await house.service.setRole(.operator, of: ann.id, by: .command)
        let (_, codes, caller) = try await enrolled(house, ann)
        let again = try await IdentityHouse.refusal {
            _ = try await house.service.beginSecondFactor(of: caller, issuer: "giro")
        }
        #expect(again == .secondFactorOn)
        let bare = try await IdentityHouse.refusal {
            try await house.service.removeSecondFactor(of: caller, proof: nil)
        }
        #expect(bare == .secondFactorRequired)
        try await house.service.confirmReader(caller)
        try await house.service.removeSecondFactor(of: caller, proof: .recoveryCode(codes[0]))
        let late = try await IdentityHouse.refusal { try await house.service.confirmReader(caller) }
        #expect(late == .roleNotAllowed)
        _ = try await house.service.logIn(name: "ann", password: password, address: "1.2.3.4")
        _ = try await enrolled(house, ann)
        try await house.service.resetSecondFactor(of: ann.id)
        _ = try await house.service.logIn(name: "ann", password: password, address: "1.2.3.4")
        let none = try await IdentityHouse.refusal { try await house.service.resetSecondFactor(of: ann.id) }
        #expect(none == .secondFactorOff)
    }

    @Test("the secret is sealed, recovery codes are hashed, and both go under a new key or away with their person")
    func kept() async throws {
        let house = try await IdentityHouse()
        let ann = try await house.register("ann@example.org")
        _ = try await enrolled(house, ann)
        let before = try await Resealing(vault: house.service.vault).ofPeople(house.pool, changes: false)
        #expect(before.contains { $0.column == "identity.second_factor.secret_sealed" && $0.rows == 1 })
        try await house.service.erase(ann.id, by: .command)
        let after = try await Resealing(vault: house.service.vault).ofPeople(house.pool, changes: false)
        #expect(!after.contains { $0.column == "identity.second_factor.secret_sealed" })
    }
}
