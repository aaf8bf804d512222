import Foundation
import Messages
import Payments
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    private struct TopicFile: Decodable {
        var name: String
        var summary: String
        var key: String
        var partitions: Int
        var retentionMilliseconds: Int64
        var cleanupPolicy: String
        var producers: [String]
        var consumers: [String]
        var personal: Bool

        enum CodingKeys: String, CodingKey {
            case name
            case summary
            case key
            case partitions
            case retentionMilliseconds = "retention_ms"
            case cleanupPolicy = "cleanup_policy"
            case producers
            case consumers
            case personal
        }
    }

    @Test("there is a folder for every topic and a topic for every folder")
    func folders() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.topics.path)
            .filter {
                FileManager.default.fileExists(atPath: Repository.topics.appending(path: "\($0)/topic.json").path)
            }
        #expect(Set(names) == Set(Catalogue.topics.map(\.name)))
        #expect(Set(names).count == Catalogue.topics.count)
    }

    @Test("topic.json says what the code says", arguments: Catalogue.topics)
    func files(topic: TopicSpec) throws {
        let data = try Data(contentsOf: Repository.topics.appending(path: "\(topic.name)/topic.json"))
        let file = try JSONDecoder().decode(TopicFile.self, from: data)
        let spec = TopicSpec(
            name: file.name, summary: file.summary, key: file.key, partitions: file.partitions,
            retentionMilliseconds: file.retentionMilliseconds,
            cleanup: try #require(TopicSpec.Cleanup(rawValue: file.cleanupPolicy)),
            producers: file.producers, consumers: file.consumers, personal: file.personal)
        #expect(spec == topic)
    }

    @Test("schemas list the fields and the reasons that the code writes", arguments: Catalogue.topics)
    func schemas(topic: TopicSpec) throws {
        let data = try Data(contentsOf: Repository.topics.appending(path: "\(topic.name)/v1.schema.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        var generator = MessageGenerator(seed: 30)
        var written: Set<String> = []
        for _ in 0..<200 {
            for message in generator.all() where message.event().topic == topic.name {
                let object = try JSONSerialization.jsonObject(with: Data(message.event().value)) as? [String: Any]
                written.formUnion((object ?? [:]).keys)
            }
        }
        #expect(Set(properties.keys) == written)
        if let reasons = properties["reason"]?["enum"] as? [Any] {
            #expect(Set(reasons.compactMap { $0 as? String }) == Set(ReasonCode.allCases.map(\.rawValue)))
        }
    }

    @Test("currencies.json lists every currency with its minor digits")
    func currencies() throws {
        let data = try Data(contentsOf: Repository.topics.appending(path: "currencies.json"))
        let listed = try JSONDecoder().decode([String: Int].self, from: data)
        #expect(listed == Dictionary(uniqueKeysWithValues: Currency.all.map { ($0.code, $0.minorDigits) }))
    }

    @Test("all topics have equal partition numbers, and every topic a worker reads has dead letters")
    func topics() {
        #expect(Set((Catalogue.topics + Catalogue.deadLetterTopics).map(\.partitions)).count == 1)
        #expect(Catalogue.deadLetterTopics.count == Catalogue.topics.count { !$0.consumers.isEmpty })
        #expect(Catalogue.deadLetterTopics.allSatisfy { $0.name.hasSuffix(".dlq") && Catalogue.topic($0.name) == $0 })
        #expect(Catalogue.topics.filter(\.personal).map(\.name) == ["contact.updated", "webhook.updated"])
    }

    @Test(
        "workers read what the design says",
        arguments: [
            ("wallet", ["account.requested", "bill.failed", "bill.paid", "payment.requested", "release.requested"]),
            (
                "billing",
                [
                    "bill.presented", "biller.updated", "decision.requested", "payment.cancel_requested",
                    "wallet.debited",
                ]
            ),
            (
                "payment",
                [
                    "bill.failed", "bill.paid", "payment.rejected", "payment.requested", "wallet.credited",
                    "wallet.debited",
                ]
            ),
            ("notification", ["contact.updated", "notification.send"]),
            (
                "webhook",
                [
                    "payment.rejected", "wallet.credited", "wallet.debited", "webhook.requested", "webhook.updated",
                ]
            ),
        ])
    func consumers(worker: String, topics: [String]) {
        #expect(Catalogue.topics.filter { $0.consumers.contains(worker) }.map(\.name).sorted() == topics)
    }
}
