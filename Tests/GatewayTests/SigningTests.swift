import Foundation
import TestSupport
import Testing

@Suite("Requests that programs sign", .serialized)
struct SigningTests {
    @Test("the guide's client is let in; what was changed, repeated, old or signed by others is refused with its code")
    func client() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        let made = try await ann.call(
            "POST", "/v1/keys",
            ["label": "shop", "kind": "signing", "scopes": ["accounts:read", "payments:read", "payments:write"]])
        let key = try #require(made.texts["key_id"])
        let first = try #require(made.texts["secret"])
        let rotated = try await ann.call("POST", "/v1/keys/\(key)/rotate", ["grace_seconds": 600])
        let second = try #require(rotated.texts["secret"])
        #expect(rotated.status == 200 && first != second && rotated.texts["previous_until"] != nil)

        let constants = """
            API, KEY, FIRST, SECOND = "\(ground.url)/v1", "\(key)", "\(first)", "\(second)"
            ANN, BEN = "\(ann.account)", "\(ben.account)"

            """
        let script = try guidesClient() + "\n" + constants + Self.attempts
        let file = ground.directory.appendingPathComponent("client.py")
        try script.write(to: file, atomically: true, encoding: .utf8)
        let (output, code) = try await GiroProcess.shell("python3 client.py", in: ground.directory)
        #expect(code == 0, "\(output)")
        #expect(output.split(separator: "\n").map { String($0) } == Self.outcomes, "\(output)")
        #expect(try await ann.account(ann.account)["balance"] == "99.00", "one transfer, repeated with another nonce")

        _ = try await ann.call("POST", "/v1/keys/\(key)/rotate", ["grace_seconds": 0])
        let late = try await GiroProcess.shell("python3 client.py 2>/dev/null | head -2", in: ground.directory)
        #expect(
            late.output.split(separator: "\n").map { String($0) } == [
                "with the secret before: invalid_signature", "with the new secret: invalid_signature",
            ])
        await ground.stop()
    }

    /// Each line is told with what came of it.
    private static let outcomes = [
        "with the secret before: 200", "with the new secret: 200", "with a query: 200", "a transfer: 200",
        "the transfer repeated: 200", "the same signature again: signature_replayed",
        "another body: digest_mismatch", "another path: invalid_signature", "another method: invalid_signature",
        "another query: invalid_signature", "another Idempotency-Key: invalid_signature",
        "a key that is not covered: invalid_signature", "another secret: invalid_signature",
        "an unknown key: invalid_signature", "ten minutes old: signature_expired",
        "ten minutes ahead: signature_expired", "the end of time: signature_expired", "before time: signature_expired",
        "no signature: invalid_signature",
        "the body taken away: digest_mismatch", "an end that is none: invalid_signature",
        "beyond its scopes: scope_not_allowed",
        "the secret as a token: invalid_token",
    ]

    private static let attempts = #"""
        def attempt(what, request):
            try:
                with urllib.request.urlopen(request) as answer:
                    print(f"{what}: {answer.status}")
            except urllib.error.HTTPError as error:
                print(f"{what}: {json.load(error)['code']}")

        def read(secret=SECOND, path="/accounts", key=KEY, method="GET"):
            return signed(method, API + path, key, secret)

        def changed(request, **attributes):
            for name, value in attributes.items():
                setattr(request, name, value)
            return request

        def at(seconds):
            now, time.time = time.time, lambda: now() + seconds
            try:
                return read()
            finally:
                time.time = now

        transfer = {"source_account_id": ANN, "destination_account_id": BEN, "amount": "1.00"}
        def pay(**headers):
            return signed("POST", API + "/transactions/create", KEY, SECOND, transfer,
                          **{"Idempotency-Key": "signed-1", "Prefer": "wait=20"} | headers)

        attempt("with the secret before", read(FIRST))
        attempt("with the new secret", read())
        attempt("with a query", read(path="/payments?limit=5"))
        request = pay()
        attempt("a transfer", request)
        attempt("the transfer repeated", pay())
        attempt("the same signature again", request)
        attempt("another body", changed(pay(), data=json.dumps(transfer | {"amount": "2.00"}).encode()))
        attempt("another path", changed(read(), full_url=API + "/profile"))
        attempt("another method", changed(read(path="/keys"), method="POST"))
        attempt("another query", changed(read(path="/payments?limit=5"), full_url=API + "/payments?limit=6"))
        request = pay()
        request.headers["Idempotency-key"] = "signed-2"
        attempt("another Idempotency-Key", request)
        request = read()
        request.headers["Idempotency-key"] = "signed-3"
        attempt("a key that is not covered", request)
        attempt("another secret", read("gsk_" + "A" * 43))
        attempt("an unknown key", read(key="01a1fcd7-6ce8-7c9c-8086-fa2d8bb89ca8"))
        attempt("ten minutes old", at(-600))
        attempt("ten minutes ahead", at(600))
        for what, time_ in [("the end of time", 2**63 - 1), ("before time", -2**63)]:
            request = read()
            words = request.headers["Signature-input"].split(";")
            request.headers["Signature-input"] = ";".join([words[0], f"created={time_}"] + words[2:])
            attempt(what, request)
        request = read()
        del request.headers["Signature"]
        attempt("no signature", request)
        attempt("the body taken away", changed(pay(), data=b""))
        token = secrets.token_urlsafe
        secrets.token_urlsafe = lambda size: token(size) + '";expires="soon'
        attempt("an end that is none", read())
        secrets.token_urlsafe = token
        attempt("beyond its scopes", signed("POST", API + "/accounts/create", KEY, SECOND, {}))
        attempt("the secret as a token", urllib.request.Request(
            API + "/accounts", headers={"Authorization": "Bearer giro_" + KEY + "_" + SECOND[4:]}))
        """#

    private func guidesClient() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let guide = try String(contentsOf: root.appendingPathComponent("docs/api.md"), encoding: .utf8)
        let fenced = try #require(guide.components(separatedBy: "```python\n").dropFirst().first)
        return try #require(fenced.components(separatedBy: "\n```").first)
    }
}
