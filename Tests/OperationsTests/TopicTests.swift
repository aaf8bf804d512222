import Foundation
import Kafka
import Messages
import Operations
import Settings
import Testing

@Suite("giro topics")
struct TopicTests {
    private func operations(_ flags: [String], timeoutMilliseconds: Int32 = 5_000) throws -> TopicOperations {
        var sources = SettingSources(directory: "/nonexistent")
        sources.flags = flags + ["kafka.log_level=0"]
        return TopicOperations(settings: try Settings.load(sources), timeoutMilliseconds: timeoutMilliseconds)
    }

    @Test("the list has every topic and every dead letter topic, with the partitions of the settings")
    func list() throws {
        let report = try operations(["topics.partitions=3"]).list()
        #expect(report.topics.map(\.name) == (Catalogue.topics + Catalogue.deadLetterTopics).map(\.name))
        #expect(report.topics.allSatisfy { $0.partitions == 3 })
        #expect(report.catalogueLines(paint: Paint(isOn: false)).allSatisfy { $0.count <= 100 })
    }

    @Test("a cluster with all of them is right; one with other partitions or none differs")
    func check() throws {
        let broker = try OperatedBroker(topics: Array(Catalogue.topics.dropLast()))
        let report = try operations(broker.flags).check()
        let missing = report.topics.filter { $0.verdict == .missing }.map(\.name)
        #expect(missing == [Catalogue.topics.last?.name].compactMap { $0 } + Catalogue.deadLetterTopics.map(\.name))
        #expect(report.topics.filter { $0.verdict == .right }.count == Catalogue.topics.count - 1)
        #expect(report.hasDifferences)
        let other = try operations(broker.flags + ["topics.partitions=2"]).check()
        #expect(other.topics.first?.verdict == .otherPartitions)
        #expect(other.topics.first?.existingPartitions == 1)
        // The embedded broker makes none, and is said to be such.
        let error = #expect(throws: OperationError.self) { try operations(broker.flags).apply() }
        #expect(error?.code == "topics_not_made_here")
        withExtendedLifetime(broker) {}
    }

    @Test("a cluster that has them all is left as it is")
    func complete() throws {
        let broker = try OperatedBroker.shared.get()
        #expect(try !operations(broker.flags).check().hasDifferences)
        #expect(try operations(broker.flags).apply().topics.allSatisfy { $0.verdict == .right })
    }

    @Test("a cluster that is away")
    func away() throws {
        let error = #expect(throws: OperationError.self) {
            try operations(["kafka.bootstrap.servers=127.0.0.1:1"], timeoutMilliseconds: 500).check()
        }
        #expect(error?.code == "kafka_unavailable")
    }

    @Test("the AsyncAPI document is the one in topics/, and a folder without schemas is refused")
    func asyncAPI() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let topics = root.appending(path: "topics")
        let document = try AsyncAPIFolder(path: topics.path).document()
        #expect(
            document == String(decoding: try Data(contentsOf: topics.appending(path: "asyncapi.json")), as: UTF8.self))
        let error = #expect(throws: OperationError.self) { try AsyncAPIFolder(path: "/nonexistent").document() }
        #expect(error?.code == "unreadable_file")
    }
}
