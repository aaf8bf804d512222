import Lane
import Messages
import NotificationWorker
import Testing

@Suite("Records for the notification worker")
struct DecoderTests {
    private func decode(
        _ topic: String, key: String?, value: String, type: String? = nil
    ) throws -> NotificationMessage {
        let decoder = NotificationDecoder()
        let key = key.map { Array($0.utf8) }
        return try Array(value.utf8).withUnsafeBytes { value in
            guard let key else { return try decoder.decode(topic: topic, type: type, key: nil, value: value) }
            return try key.withUnsafeBytes { key in
                try decoder.decode(topic: topic, type: type, key: key, value: value)
            }
        }
    }

    private func refusal(_ topic: String, key: String?, value: String, type: String? = nil) -> String? {
        do {
            _ = try decode(topic, key: key, value: value, type: type)
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    @Test("a contact without a value is one taken back")
    func removal() throws {
        #expect(try decode("contact.updated", key: "wallet:ann", value: "") == .contactRemoved(account("wallet:ann")))
        #expect(refusal("contact.updated", key: nil, value: "") == "invalid_value")
        #expect(refusal("contact.updated", key: "no account", value: "") == "invalid_value")
        #expect(refusal("notification.send", key: "wallet:ann", value: "") == "invalid_json")
    }

    @Test("messages are read, those of other topics and broken ones are refused with a reason")
    func messages() throws {
        let ask = try notification()
        let json = String(decoding: ask.json(), as: UTF8.self)
        #expect(try decode("notification.send", key: nil, value: json) == .send(ask))
        let contact = ContactUpdated(account: try account("wallet:ann"), email: "ann@wallet.example", locale: "de")
        let contactJSON = String(decoding: contact.json(), as: UTF8.self)
        #expect(try decode("contact.updated", key: nil, value: contactJSON) == .contactUpdated(contact))
        #expect(refusal("notification.send", key: nil, value: "{}") == "missing_field")
        #expect(refusal("notification.send", key: nil, value: json, type: "notification.send.v9") == "unknown_version")
        #expect(refusal("contact.updated", key: nil, value: contactJSON, type: "wallet.debited.v1") == "missing_field")
        let biller = #"{"account": "biller:a", "name": "a", "endpoint": "http://127.0.0.1/"}"#
        #expect(refusal("biller.updated", key: nil, value: biller) == "unexpected_type")
    }
}
