import BillingWorker
import Curl
import Payments
import Testing

@Suite("Reading a biller's answers")
struct BillerAnswerTests {
    private let sample = Sample()

    private func order(_ status: Int, _ body: String, headers: [HTTPHeader] = []) throws -> BillerOutcome {
        let response = HTTPResponse(status: status, headers: headers, body: [UInt8](body.utf8))
        return BillerAnswer.outcome(ofOrder: response, for: try sample.instruction(endpoint: "http://b"))
    }

    private func question(_ status: Int, _ body: String) throws -> BillerOutcome? {
        let response = HTTPResponse(status: status, body: [UInt8](body.utf8))
        return BillerAnswer.outcome(ofQuestion: response, for: try sample.instruction(endpoint: "http://b"))
    }

    private func code(_ outcome: BillerOutcome?) -> String? {
        if case .unknown(let doubt) = outcome { doubt.code + (doubt.isSuspicious ? "!" : "") } else { nil }
    }

    private let accepted = #"{"status":"accepted","amount_minor":1250,"currency":"EUR","receipt":"R-1"}"#

    @Test("accepted in the amount and currency asked for is accepted")
    func accepts() throws {
        for status in [200, 201] { #expect(try order(status, accepted) == .accepted(receipt: "R-1")) }
        #expect(try question(200, accepted) == .accepted(receipt: "R-1"))
        let named =
            #"{"payment":"\#(sample.payment)","extra":[{}],"#
            + #""status":"accepted","amount_minor":1250,"currency":"EUR"}"#
        #expect(try order(200, named) == .accepted(receipt: nil))
    }

    @Test("a receipt that cannot be passed on does not undo the confirmation")
    func receipts() throws {
        let long = String(repeating: "x", count: 141)
        for receipt in ["\"\(long)\"", "7", "\"\"", "\"a\\nb\"", "null"] {
            let body = #"{"status":"accepted","amount_minor":1250,"currency":"EUR","receipt":\#(receipt)}"#
            #expect(try order(200, body) == .accepted(receipt: nil))
        }
    }

    @Test(
        "another amount, currency or payment than asked for is unknown and suspicious",
        arguments: [
            (#"{"status":"accepted","amount_minor":1251,"currency":"EUR"}"#, "wrong_amount!"),
            (#"{"status":"accepted","amount_minor":1250,"currency":"USD"}"#, "wrong_currency!"),
            (#"{"status":"accepted","amount_minor":1250,"currency":"eur"}"#, "wrong_currency!"),
            (#"{"status":"accepted","amount_minor":-1250,"currency":"EUR"}"#, "wrong_amount!"),
            (
                #"{"status":"accepted","amount_minor":1250,"currency":"EUR","payment":"x"}"#, "wrong_payment!"
            ),
            (#"{"status":"refused","payment":"01932f7e-5b1c-7cc3-98c4-dc0c0c07398f"}"#, "wrong_payment!"),
            (#"{"status":"pending","amount_minor":1}"#, "wrong_amount!"),
        ])
    func contradictions(body: String, expected: String) throws {
        #expect(code(try order(200, body)) == expected)
        #expect(code(try question(200, body)) == expected)
    }

    @Test(
        "what is not exactly an answer is unknown and suspicious",
        arguments: [
            "", "accepted", "[]", "null", "{}", #"{"status":"accepted"}"#,
            #"{"status":"accepted","amount_minor":1250}"#,
            #"{"status":"accepted","amount_minor":1250.0,"currency":"EUR"}"#,
            #"{"status":"accepted","amount_minor":"1250","currency":"EUR"}"#,
            #"{"status":"ACCEPTED","amount_minor":1250,"currency":"EUR"}"#, #"{"status":"done"}"#, #"{"status":1}"#,
            #"{"status":"refused","status":"accepted"}"#, #"{"status":"accepted","amount_minor":1250,"currency":"EUR""#,
        ])
    func unparsable(body: String) throws {
        for status in [200, 201, 202, 422] { #expect(code(try order(status, body)) == "unparsable!") }
        #expect(code(try question(200, body)) == "unparsable!")
    }

    @Test(
        "a refusal has one of the known reasons, else biller_refused",
        arguments: [
            (#"{"status":"refused","reason":"already_paid"}"#, ReasonCode.alreadyPaid),
            (#"{"status":"refused","reason":"bill_not_found"}"#, .billNotFound),
            (#"{"status":"refused","reason":"the moon is wrong"}"#, .billerRefused),
            (#"{"status":"refused","reason":17}"#, .billerRefused), (#"{"status":"refused"}"#, .billerRefused),
        ])
    func refusals(body: String, reason: ReasonCode) throws {
        #expect(try order(422, body) == .refused(reason))
        #expect(try question(200, body) == .refused(reason))
    }

    @Test("an acceptance with a refusal's status is neither")
    func mixed() throws {
        #expect(code(try order(422, accepted)) == "unparsable!")
    }

    @Test(
        "every other status is unknown, never a failure",
        arguments: [100, 204, 301, 400, 401, 403, 404, 405, 429, 500, 502, 503])
    func otherStatuses(status: Int) throws {
        #expect(try order(status, accepted) == .unknown(BillerDoubt("http_\(status)", wasSent: true)))
        if status != 404 { #expect(try question(status, accepted) == .unknown(BillerDoubt("http_\(status)"))) }
    }

    @Test("pending is asked again, a conflict is suspicious, and never seen is nothing")
    func special() throws {
        #expect(code(try question(200, #"{"status":"pending"}"#)) == "pending")
        #expect(code(try order(202, #"{"status":"pending"}"#)) == "pending")
        #expect(code(try order(409, #"{"reason":"idempotency_conflict"}"#)) == "idempotency_conflict!")
        #expect(try question(404, accepted) == nil)
    }

    @Test(
        "Retry-After is read in seconds, whatever else it says",
        arguments: [("7", 7), ("-1", 0), ("soon", 0), ("99999999", 86_400)])
    func retryAfter(value: String, seconds: Int) throws {
        let outcome = try order(503, "", headers: [HTTPHeader("retry-after", value)])
        #expect(outcome == .unknown(BillerDoubt("http_503", wasSent: true, retryAfter: .seconds(seconds))))
    }
}
