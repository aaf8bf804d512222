import Crypto
import Foundation
import Testing
import Webhooks

@Suite("Secrets and signatures")
struct SignatureTests {
    private func secrets() throws -> WebhookSecrets {
        try #require(WebhookSecrets(root: String(repeating: "r", count: 32)))
    }

    @Test("the example of Standard Webhooks has the signature that its specification prints")
    func example() throws {
        let key = SymmetricKey(data: try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))
        let signature = WebhookSignature.text(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            keys: [key])
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("each endpoint and each generation has a secret of its own, the same in every process")
    func derivation() throws {
        let texts = try [("a", 1), ("a", 2), ("b", 1)].map { webhook, generation in
            try secrets().text(webhook: webhook, generation: Int32(generation))
        }
        #expect(Set(texts).count == 3)
        #expect(try secrets().text(webhook: "a", generation: 1) == texts[0])
        #expect(
            texts.allSatisfy { $0.hasPrefix("whsec_") && Data(base64Encoded: String($0.dropFirst(6)))?.count == 32 })
        #expect(WebhookSecrets(root: String(repeating: "r", count: 31)) == nil)
    }

    @Test("two keys give two signatures, separated by a space")
    func rotation() throws {
        let keys = [1, 2].map { try? secrets().key(webhook: "a", generation: $0) }.compactMap { $0 }
        let both = WebhookSignature.text(id: "i", timestamp: 1, body: [1], keys: keys)
        let each = keys.map { WebhookSignature.text(id: "i", timestamp: 1, body: [1], keys: [$0]) }
        #expect(both == each.joined(separator: " ") && each[0] != each[1])
    }
}
