import Foundation
import Identity
import TestSupport
import Testing

@Suite("The second factor over HTTP", .serialized)
struct SecondFactorTests {
    private func seconds() -> Int64 { Int64(Date().timeIntervalSince1970) }

    @Test(
        "an admin's role comes into force with an app's code; logging in takes one then; a command resets it"
    )
    func admin() async throws {
        let ground = try await Ground(set: ["gateway.rate.caller=1000000", "gateway.rate.address=1000000"])
        var olga = try await ground.person("olga")
        let ann = try await ground.person("ann")
        try await ground.give("admin", to: "olga")
        let body: [String: Any] = ["username": "olga", "password": "a long password"]
        let first = try await olga.call("POST", "/v1/login", body)
        #expect(first.texts["second_factor"] == "enrolment_required", "\(first.text)")
        olga.token = first.texts["access_token"]
        let role = "/v1/people/\(ann.userID)/role"
        #expect(try await olga.call("PUT", role, ["role": "business"]).code == "second_factor_required")
        #expect(try await olga.call("GET", "/v1/accounts/\(ann.account)/balance").code == "account_not_found")

        let begun = try await olga.call("POST", "/v1/profile/second-factor")
        #expect(
            begun.status == 201 && begun.texts["otpauth_uri"]?.hasPrefix("otpauth://totp/") == true, "\(begun.text)")
        let totp = try #require(TOTP(base32: begun.texts["secret"] ?? ""))
        let wrong = try await olga.call("POST", "/v1/profile/second-factor/confirm", ["totp": "00000x"])
        #expect(wrong.code == "invalid_second_factor")
        let code = totp.code(atSeconds: seconds())
        let on = try await olga.call("POST", "/v1/profile/second-factor/confirm", ["totp": code])
        let recovery = try #require(on.texts["recovery_codes.0"], "\(on.text)")
        let refreshed = try await olga.call(
            "POST", "/v1/refresh", ["refresh_token": first.texts["refresh_token"] ?? ""])
        olga.token = refreshed.texts["access_token"]
        #expect(try await olga.call("PUT", role, ["role": "business"]).status == 200)
        #expect(try await olga.account(ann.account)["balance"] == "0.00")

        #expect(try await olga.call("POST", "/v1/login", body).code == "second_factor_required")
        let replayed = try await olga.call("POST", "/v1/login", body.merging(["totp": code]) { $1 })
        #expect(replayed.code == "invalid_second_factor")
        let next = totp.code(atSeconds: seconds() + TOTP.stepSeconds)
        #expect(try await olga.call("POST", "/v1/login", body.merging(["totp": next]) { $1 }).status == 200)
        let rescued = try await olga.call("POST", "/v1/login", body.merging(["recovery_code": recovery]) { $1 })
        #expect(rescued.status == 200 && rescued.texts["second_factor"] == nil)
        #expect(try await olga.call("GET", "/v1/profile/second-factor").texts["recovery_codes_left"] == "9")

        let reset = try GiroProcess(
            ["person", "reset-factor", "olga", "--reason", "lost", "--yes", "--json"], in: ground.directory)
        #expect(await reset.exitCode(within: .seconds(30)) == 0, "\(reset.output)")
        let after = try await olga.call("POST", "/v1/login", body)
        #expect(after.texts["second_factor"] == "enrolment_required")
        #expect(try await olga.call("PUT", role, ["role": "user"]).code == "role_not_allowed")
        await ground.stop()
    }
}
