import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("A statement to be printed", .serialized)
struct PrintedStatementTests {
    @Test("is well-formed, in the reader's language, and says what the JSON says to the cent")
    func page() async throws {
        let ground = try await Ground()
        let ann = try await ground.funded("ann", amount: "1234.56")
        let ben = try await ground.person("ben")
        for amount in ["0.07", "999.99"] {
            let reply = try await ann.call(
                "POST", "/v1/transactions/create",
                ["source_account_id": ann.account, "destination_account_id": ben.account, "amount": amount],
                headers: ["Prefer": "wait=20"])
            #expect(reply.texts["status"] == "settled", "\(reply.text)")
        }
        let path = "/v1/accounts/\(ann.account)/statement"
        let page = try await ann.call(
            "GET", path, headers: ["Accept": "text/html", "Accept-Language": "fr, de;q=0.7, en;q=0.3"])
        #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(page.header("Content-Language") == "de" && page.text.contains("Kontoauszug"))
        #expect(page.text.contains("1.234,56") && page.text.contains("-999,99"))

        let minors = try Self.minors(page.text)
        #expect(minors["opening"] == [0] && minors["closing"] == [23_450])
        #expect(minors["incoming"] == [123_456] && minors["outgoing"] == [-100_006])
        let json = try await ann.call("GET", path)
        let entries = (0..<3).compactMap { json.texts["items.\($0).amount_minor"] }.compactMap { Int($0) }
        #expect(minors["entry"] == entries.reversed())
        #expect(minors["closing"] == [Int(json.texts["items.0.balance_after_minor"] ?? "") ?? -1])

        try await periods(ann, path, json)
        await ground.stop()
    }

    /// The opening balance of a later period is the balance before it, whether or not anything moved in it.
    private func periods(_ ann: Client, _ path: String, _ json: Reply) async throws {
        let second = try #require(json.texts["items.1.timestamp"])
        let later = try await ann.call("GET", path + "?format=html&from=\(second)")
        let minors = try Self.minors(later.text)
        #expect(minors["opening"] == [123_456] && minors["closing"] == [23_450] && minors["entry"]?.count == 2)
        let empty = try Self.minors(try await ann.call("GET", path + "?format=html&from=2199-01-01T00:00:00Z").text)
        #expect(empty["opening"] == [23_450] && empty["closing"] == [23_450] && empty["entry"] == nil)
        #expect(try await ann.call("GET", path + "?format=html&limit=5").code == "invalid_parameter")
        #expect(try await ann.call("GET", path + "?format=pdf").code == "invalid_parameter")
    }

    /// The amounts by their ids or classes, in minor units. Reading them as XML is a check of the form, too.
    private static func minors(_ html: String) throws -> [String: [Int]] {
        let document = try XMLDocument(
            xmlString: html.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
                .replacingOccurrences(of: "<meta charset=\"utf-8\">", with: "")
                .replacingOccurrences(of: "initial-scale=1\">", with: "initial-scale=1\"/>")
                .replacingOccurrences(of: "<br>", with: "<br/>"))
        var minors: [String: [Int]] = [:]
        for case let node as XMLElement in try document.nodes(forXPath: "//data") {
            let name = node.attribute(forName: "id")?.stringValue ?? node.attribute(forName: "class")?.stringValue
            guard let name, let minor = node.attribute(forName: "value")?.stringValue.flatMap({ Int($0) }) else {
                continue
            }
            minors[name, default: []].append(minor)
        }
        return minors
    }
}
