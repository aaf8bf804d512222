import Foundation
import Payments
import TestSupport
import Testing

@Suite("What is accepted is never given up later", .serialized)
struct AcceptanceTests {
    private static let words = [
        "a", "..", ".", "-", "_", "@", "xn--bcher-kva", "bücher", "例え", "shop.example", "[::1]", "127.1", "%",
        "\\u0000",
        "\\ud800", "\\udc00\\ud83d", "\\ud83d\\ude00", "\\u202e", "\\u2066", "\\u2028", "\\u0085", "\\u001b", "\\t",
        "\\n",
        "\\u200f", "\\ufeff", "\\ufffe", "\\u00df", "e\\u0301", "'", "+", "{}", String(repeating: "x", count: 63),
        String(repeating: "ü", count: 40), String(repeating: "\\u4e00", count: 50), " ",
    ]

    private static func text(_ random: inout SeededGenerator, most: Int = 5) -> String {
        (0..<Int.random(in: 1...most, using: &random)).map { _ in random.element(of: words) }.joined()
    }

    @Test("mail addresses, URLs, references and bills at the edges of the rules: 2xx and no dead letter, or 4xx")
    func edges() async throws {
        let ground = try await Ground()
        let receiver = try await WebhookReceiver()
        let ann = try await ground.funded("ann", role: "business")
        let ben = try await ground.person("ben")
        var random = SeededGenerator(seed: 1_617)
        var tally: [String: [Int: Int]] = [:]

        for _ in 0..<150 {
            let host = Self.text(&random, most: 3) + random.element(of: ["", ".example"])
            let email = Self.text(&random, most: 3) + "@" + host
            let locale = random.element(of: ["en", "pt-BR", "x", "zh-Hant-TW-"])
            let body = #"{"email":"\#(email)","locale":"\#(locale)"}"#
            let reply = try await Client(url: ground.url).send("POST", "/v1/register", Data(body.utf8))
            tally["register", default: [:]][reply.status, default: 0] += 1
            if reply.status == 201 { #expect(MailAddress(email) != nil, "\(email)") }
        }
        for _ in 0..<150 {
            let words = (Self.text(&random), Self.text(&random, most: 3))
            let body = """
                {"source_account_id":"\(ann.account)","destination_account_id":"\(ben.account)","amount":"0.01",
                "reference":"\(words.0)"}
                """
            let reply = try await ann.send("POST", "/v1/transactions/create", Data(body.utf8))
            tally["transfer", default: [:]][reply.status, default: 0] += 1
            let bill = """
                {"account_id":"\(ann.account)","service_id":"city-water","bill_id":"\(words.1)","amount":"0.01"}
                """
            let paid = try await ann.send("POST", "/v1/bills/pay", Data(bill.utf8))
            tally["bill", default: [:]][paid.status, default: 0] += 1
        }
        let webhooks = try await urls(ann, receiver, &random, &tally)
        #expect(tally.values.allSatisfy { $0.keys.allSatisfy { (200..<500).contains($0) } }, "\(tally)")
        for (name, statuses) in tally { #expect(statuses.keys.contains { $0 < 300 } && statuses.count > 1, "\(name)") }

        for address in webhooks {
            let isKnown = try await eventually(within: .seconds(30)) {
                try await ann.call("POST", address + "/test").code != "webhook_not_ready"
            }
            #expect(isKnown)
        }
        #expect(try await eventually(within: .seconds(60)) { try await ground.isRead() })
        let letters = try GiroProcess(["dlq", "list"], in: ground.directory)
        #expect(await letters.exitCode(within: .seconds(30)) == 0, "\(letters.output)")
        await ground.stop()
    }

    @Test("names of workers and topics that there are not are refused, and not answered with nothing")
    func unknownNames() async throws {
        let directory = try GiroProcess.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        for (option, kind) in [("--worker", "worker"), ("--topic", "topic")] {
            let list = try GiroProcess(["dlq", "list", option, "nonsense"], in: directory)
            #expect(await list.exitCode(within: .seconds(30)) != 0)
            #expect(list.output.contains("there is no \(kind) nonsense"), "\(list.output)")
        }
    }

    /// Endpoints of every form that is taken, one at a time, each changed once.
    private func urls(
        _ ann: Client, _ receiver: WebhookReceiver, _ random: inout SeededGenerator,
        _ tally: inout [String: [Int: Int]]
    ) async throws -> [String] {
        var made: [String] = []
        let plain = ["https://my_shop.example.com/h", "http://a-b.c_d.example:65535?x", receiver.url + "/~a?b=%20"]
        for number in 0..<120 where made.count < 15 {
            let host = Self.text(&random, most: 2) + random.element(of: ["", ".example", ".example:8443", ":0", "."])
            let other = "https://" + host + random.element(of: ["", "/", "?", "/%", "#"])
            let url = number < plain.count ? plain[number] : other
            let reply = try await ann.send("POST", "/v1/webhooks", Data(#"{"url":"\#(url)"}"#.utf8))
            tally["webhook", default: [:]][reply.status, default: 0] += 1
            if let id = reply.texts["webhook_id"] { made.append("/v1/webhooks/\(id)") }
        }
        #expect(made.count >= plain.count)
        return made
    }
}
