import Foundation
import TestSupport
import Testing

@Suite("Bodies, and what a repetition is known by", .serialized)
struct BodyTests {
    @Test("what the Kafka side refuses is refused over HTTP, with a code each, and costs nothing")
    func bodies() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann")
        let ben = try await ground.person("ben")
        try await refusals(ann, ben)
        try await repetitions(ann, ben)
        try await mediaTypes(ann)
        try await strangers(ground)
        try await cured(ground, ann)
        await ground.stop()
    }

    private func refusals(_ ann: Client, _ ben: Client) async throws {
        let ids = #""source_account_id":"\#(ann.account)","destination_account_id":"\#(ben.account)""#
        let bodies = [
            (#"{\#(ids),"amount":"1.00","amount":"500.00"}"#, 400, "duplicate_field"),
            (#"{\#(ids),"amount":"1.00","\u0061mount":"1.00"}"#, 400, "duplicate_field"),
            (#"{\#(ids),"amount":"1.00",}"#, 400, "invalid_json"),
            (#"{\#(ids),"amount":"1.00"} x"#, 400, "invalid_json"),
            (#"{\#(ids),"amount":"1.00","x":\#(String(repeating: "[", count: 500))}"#, 400, "too_deep"),
            (#"{\#(ids),"amount":0.5,"amount_minor":99999999999999999999}"#, 422, "invalid_field"),
            (#"{\#(ids),"amount_minor":1.5}"#, 422, "invalid_field"),
            (#"{\#(ids),"amount":"1.00","currency":null}"#, 422, "invalid_field"),
            (#"{\#(ids),"amount_minor":1e300}"#, 422, "invalid_field"),
            (#"{\#(ids),"amount":"0.00"}"#, 422, "invalid_field"), ("[]", 400, "invalid_json"),
            (
                "{" + (0..<1_025).map { "\"f\($0)\":1" }.joined(separator: ",") + "}", 400, "too_many_fields"
            ),
        ]
        for (body, status, code) in bodies {
            let reply = try await ann.send("POST", "/v1/transactions/create", Data(body.utf8))
            #expect(reply.status == status && reply.code == code, "\(body.prefix(200)): \(reply.text)")
        }
        let zero = try await ann.send("POST", "/v1/transactions/create", Data(#"{\#(ids),"amount":"0.00"}"#.utf8))
        #expect(zero.texts["detail"] == "must be more than 0")
        let digits = try await ann.send("POST", "/v1/transactions/create", Data(#"{\#(ids),"amount":"1.005"}"#.utf8))
        #expect(digits.texts["detail"] == "EUR has 2 digits after the point")
        let wide = #"{\#(ids),"amount":"1.00"}"#.data(using: .utf16)
        #expect(try await ann.send("POST", "/v1/transactions/create", wide).code == "invalid_json")
        // 63 KB of nested objects, as anybody could send them.
        let inner = String(repeating: "{\"a\":", count: 500) + "1" + String(repeating: "}", count: 500)
        let deep = "{" + (0..<21).map { "\"k\($0)\":\(inner)" }.joined(separator: ",") + "}"
        let took = try await ContinuousClock().measure {
            let reply = try await Client(url: ann.url).send("POST", "/v1/login", Data(deep.utf8))
            #expect(reply.status == 400 && reply.code == "too_deep", "\(reply.text)")
        }
        #expect(took < .seconds(1))
        // What an operation does not take would be lost.
        #expect(try await ann.call("POST", "/v1/logout", ["everywhere": true]).code == "unknown_field")
        #expect(try await ann.call("GET", "/v1/accounts").status == 200, "the session goes on")
    }

    private func repetitions(_ ann: Client, _ ben: Client) async throws {
        let path = "/v1/transactions/create"
        let key = ["Idempotency-Key": "body-1", "Prefer": "wait=20"]
        let ids = #""source_account_id":"\#(ann.account)","destination_account_id":"\#(ben.account)""#
        let first = try await ann.send("POST", path, Data(#"{\#(ids),"amount":"1.00"}"#.utf8), headers: key)
        #expect(first.status == 200 && first.header("Preference-Applied") == "wait=20", "\(first.text)")
        let again = try await ann.send(
            "POST", path, Data(#"{ "amount":"1.\u0030\u0030" , \#(ids)}"#.utf8), headers: key)
        #expect(again.status == 200 && again.text == first.text && again.header("Idempotency-Replayed") == "true")
        for name in ["Preference-Applied", "Location"] { #expect(again.header(name) == first.header(name), "\(name)") }
        let other = try await ann.send("POST", path, Data(#"{\#(ids),"amount":"2.00"}"#.utf8), headers: key)
        #expect(other.code == "idempotency_conflict")
        let twice = #"{\#(ids),"amount":"2.00","amount":"1.00"}"#
        #expect(try await ann.send("POST", path, Data(twice.utf8), headers: key).code == "duplicate_field")
        #expect(try await ann.account(ann.account)["balance"] == "99.00")
    }

    private func mediaTypes(_ ann: Client) async throws {
        let types = [
            ("application/json", 201), ("application/json; charset=utf-8", 201),
            ("Application/JSON;charset=\"UTF-8\"", 201),
            ("application/jsonp", 415), ("application/json-seq", 415), ("application/json; charset=utf-16", 415),
            ("application/json; charset=latin1", 415), ("text/json", 415), ("application/json, text/plain", 415),
        ]
        for (index, (type, status)) in types.enumerated() {
            let reply = try await ann.call(
                "POST", "/v1/keys", ["label": "k\(index)", "scopes": ["accounts:read"]], headers: ["Content-Type": type]
            )
            #expect(reply.status == status, "\(type): \(reply.text)")
            if status == 415 { #expect(reply.code == "unsupported_media_type") }
        }
        let zipped = try await ann.call("POST", "/v1/keys", [:], headers: ["Content-Encoding": "gzip"])
        #expect(zipped.code == "unsupported_media_type")
    }

    /// Two people who are not known yet and use one key.
    private func strangers(_ ground: Ground) async throws {
        let stranger = Client(url: ground.url)
        let key = ["Idempotency-Key": "register-1"]
        var answers: [Reply] = []
        for name in ["cid", "dora", "cid"] {
            let body = ["email": "\(name)@example.org", "username": name, "password": "a long password"]
            answers.append(try await stranger.call("POST", "/v1/register", body, headers: key))
        }
        #expect(answers.map(\.status) == [201, 201, 201], "\(answers.map(\.text))")
        #expect(answers[2].header("Idempotency-Replayed") == "true" && answers[2].text == answers[0].text)
        #expect(answers[1].texts["profile.user_id"] != answers[0].texts["profile.user_id"])
    }

    /// A refusal for a state that has changed since.
    private func cured(_ ground: Ground, _ ann: Client) async throws {
        let bill = ["account_id": ann.account, "service_id": "city-water", "bill_id": "W-1"]
        let key = ["Idempotency-Key": "bill-1"]
        let early = try await ann.call("POST", "/v1/bills/pay", bill, headers: key)
        #expect(early.status == 422 && early.texts["field"] == "amount", "\(early.text)")
        try await ground.publish([
            """
            {"topic":"bill.presented","value":{"biller":"city-water","bill":"W-1","customer":"\(ann.account)",\
            "amount_minor":500,"currency":"EUR","due_date":"2199-01-01"}}
            """
        ])
        let presented = try await eventually { try await ann.call("GET", "/v1/bills").list("bill_id") == ["W-1"] }
        #expect(presented)
        let later = try await ann.call("POST", "/v1/bills/pay", bill, headers: key)
        #expect(later.status == 202 && later.header("Idempotency-Replayed") == nil, "\(later.text)")
        let again = try await ann.call("POST", "/v1/bills/pay", bill, headers: key)
        #expect(again.text == later.text && again.header("Idempotency-Replayed") == "true")
        let other = bill.merging(["bill_id": "W-2"]) { $1 }
        #expect(try await ann.call("POST", "/v1/bills/pay", other, headers: key).code == "idempotency_conflict")
    }
}
