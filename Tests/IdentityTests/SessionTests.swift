import Identity
import Testing

@Suite("Logging in and staying in")
struct SessionTests {
    private let password = "correct horse"

    @Test("user name or address and the password let in; the token says who it is")
    func logIn() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org", userName: "ann", password: password)
        for name in ["ann", "Ann@Example.org"] {
            let (found, tokens) = try await house.service.logIn(name: name, password: password, address: "1.2.3.4")
            #expect(found == person)
            let caller = try await house.service.caller(bearer: tokens.accessToken)
            #expect(caller.person == person.id && caller.role == .user && caller.may(.paymentsWrite))
        }
    }

    @Test("a wrong password, an unknown name and a person without a password are refused alike")
    func wrong() async throws {
        let house = try await IdentityHouse()
        _ = try await house.register("ann@example.org", userName: "ann", password: password)
        _ = try await house.register("ben@example.org")
        for (name, guess) in [("ann", "wrong horse"), ("nobody", password), ("ben@example.org", password)] {
            let refusal = try await IdentityHouse.refusal {
                _ = try await house.service.logIn(name: name, password: guess, address: "1.2.3.4")
            }
            #expect(refusal == .invalidCredentials)
        }
    }

    @Test("after five guesses the next ones wait, even the right one; a new name is free")
    func throttled() async throws {
        let house = try await IdentityHouse()
        _ = try await house.register("ann@example.org", userName: "ann", password: password)
        _ = try await house.register("ben@example.org", userName: "ben", password: password)
        var refusals: [IdentityError.Code?] = []
        for guess in 0..<8 {
            refusals.append(
                try await IdentityHouse.refusal {
                    _ = try await house.service.logIn(name: "ann", password: "guess \(guess)", address: "1.2.3.4")
                })
        }
        #expect(refusals.prefix(5).allSatisfy { $0 == .invalidCredentials })
        #expect(refusals.contains(.tooManyAttempts))
        let right = try await IdentityHouse.refusal {
            _ = try await house.service.logIn(name: "ann", password: password, address: "1.2.3.4")
        }
        #expect(right == .tooManyAttempts)
        _ = try await house.service.logIn(name: "ben", password: password, address: "1.2.3.4")
    }

    @Test("a token that was good is refused once it has expired, and another one never gets its answer")
    func expired() async throws {
        let house = try await IdentityHouse(accessSeconds: 2)
        let ann = try await house.register("ann@example.org")
        let ben = try await house.register("ben@example.org")
        let token = try await house.service.beginSession(for: ann).accessToken
        let other = try await house.service.beginSession(for: ben).accessToken
        for _ in 0..<3 { #expect(try await house.service.caller(bearer: token).person == ann.id) }
        #expect(try await house.service.caller(bearer: other).person == ben.id)
        let changed = try await IdentityHouse.refusal {
            _ = try await house.service.caller(bearer: "\(token.dropLast())\(token.hasSuffix("A") ? "Q" : "A")")
        }
        #expect(changed == .invalidToken)
        try await Task.sleep(for: .seconds(3))
        for _ in 0..<2 {
            let refusal = try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: token) }
            #expect(refusal == .expiredToken)
        }
    }

    @Test("a refresh token is good once; a second use ends the session for everybody")
    func reuse() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org")
        let first = try await house.service.beginSession(for: person)
        let (_, second) = try await house.service.refresh(first.refreshToken)
        #expect(second.refreshToken != first.refreshToken)
        let reused = try await IdentityHouse.refusal { _ = try await house.service.refresh(first.refreshToken) }
        #expect(reused == .refreshReused)
        let ended = try await IdentityHouse.refusal { _ = try await house.service.refresh(second.refreshToken) }
        #expect(ended == .invalidToken)
    }

    @Test("of many refreshes at once with one token, all get the same successor, and one later ends the session")
    func grace() async throws {
        let house = try await IdentityHouse(refreshGraceSeconds: 10)
        let person = try await house.register("ann@example.org")
        let tokens = try await house.service.beginSession(for: person)
        let successors = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask { try await house.service.refresh(tokens.refreshToken).1.refreshToken }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        let second = try #require(successors.first)
        #expect(successors.count == 1 && second != tokens.refreshToken)
        try await house.execute("UPDATE session SET rotated_at = rotated_at - interval '11 seconds'")
        let late = try await IdentityHouse.refusal { _ = try await house.service.refresh(tokens.refreshToken) }
        #expect(late == .refreshReused)
        let ended = try await IdentityHouse.refusal { _ = try await house.service.refresh(second) }
        #expect(ended == .invalidToken)
    }

    @Test("a token that is older than the one before ends the session at once, in the time of grace too")
    func older() async throws {
        let house = try await IdentityHouse(refreshGraceSeconds: 10)
        let first = try await house.service.beginSession(for: house.register("ann@example.org"))
        let (_, second) = try await house.service.refresh(first.refreshToken)
        _ = try await house.service.refresh(second.refreshToken)
        let reused = try await IdentityHouse.refusal { _ = try await house.service.refresh(first.refreshToken) }
        #expect(reused == .refreshReused)
    }

    @Test("of many refreshes at once without a time of grace, one is answered")
    func race() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org")
        let tokens = try await house.service.beginSession(for: person)
        let won = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? await house.service.refresh(tokens.refreshToken)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
    }

    @Test("forged, cut and foreign tokens are nobody's")
    func forged() async throws {
        let house = try await IdentityHouse()
        let other = try await IdentityHouse(tokenKeys: "1=\(String(repeating: "another secret", count: 4))")
        let person = try await house.register("ann@example.org")
        let foreign = try await other.service.beginSession(for: other.register("ann@example.org"))
        let own = try await house.service.beginSession(for: person)
        let parts = own.accessToken.split(separator: ".").map { String($0) }
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + "."
        let tokens = [
            foreign.accessToken, unsigned, "\(parts[0]).\(parts[1]).", String(own.accessToken.dropLast(4)) + "AAAA",
            own.refreshToken, "", "x.y.z", "giro_\(person.id)_AAAA", "giro_",
        ]
        for token in tokens {
            let refusal = try await IdentityHouse.refusal { _ = try await house.service.caller(bearer: token) }
            #expect(refusal == .invalidToken, "\(token)")
        }
        for token in [own.accessToken, foreign.refreshToken, "grt_", "grt_AAAA"] {
            let refusal = try await IdentityHouse.refusal { _ = try await house.service.refresh(token) }
            #expect(refusal == .invalidToken, "\(token)")
        }
    }

    @Test("tokens signed with an older key are believed as long as it is listed")
    func keyRotation() async throws {
        let newer = String(repeating: "fedcba9876543210", count: 4)
        let old = try await IdentityHouse()
        let person = try await old.register("ann@example.org")
        let token = try await old.service.beginSession(for: person).accessToken
        let both = try await IdentityHouse(tokenKeys: "2=\(newer),1=\(IdentityHouse.secret)")
        #expect(try await both.service.caller(bearer: token).person == person.id)
        let without = try await IdentityHouse(tokenKeys: "2=\(newer)")
        #expect(
            try await IdentityHouse.refusal { _ = try await without.service.caller(bearer: token) } == .invalidToken)
    }

    @Test("a new password needs the current one, and ends the other sessions")
    func password() async throws {
        let house = try await IdentityHouse()
        let person = try await house.register("ann@example.org", userName: "ann", password: password)
        let here = try await house.service.beginSession(for: person)
        let elsewhere = try await house.service.beginSession(for: person)
        let caller = try await house.service.caller(bearer: here.accessToken)
        let refusal = try await IdentityHouse.refusal {
            try await house.service.setPassword("battery staple", current: "wrong", of: caller)
        }
        #expect(refusal == .invalidCredentials)
        try await house.service.setPassword("battery staple", current: password, of: caller)
        _ = try await house.service.refresh(here.refreshToken)
        let ended = try await IdentityHouse.refusal { _ = try await house.service.refresh(elsewhere.refreshToken) }
        #expect(ended == .invalidToken)
        _ = try await house.service.logIn(name: "ann", password: "battery staple", address: "1.2.3.4")
    }
}
