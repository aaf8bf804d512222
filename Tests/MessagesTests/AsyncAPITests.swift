import Foundation
import Messages
import Testing

@Suite("The AsyncAPI document")
struct AsyncAPITests {
    private let file = Repository.topics.appending(path: "asyncapi.json")

    /// After a change in `topics/`: `GIRO_WRITE_ASYNCAPI=1 swift test --filter AsyncAPITests` writes the document anew.
    @Test("topics/asyncapi.json is what the catalogue, the schemas and the samples give")
    func document() throws {
        let topics = try Catalogue.topics.map { spec in
            AsyncAPI.Topic(
                spec: spec,
                schema: try text(Repository.topics.appending(path: "\(spec.name)/v1.schema.json")),
                samples: try Repository.samples(spec).map { (name: $0.name, text: try text($0.url)) })
        }
        let document = AsyncAPI.document(topics)
        if ProcessInfo.processInfo.environment["GIRO_WRITE_ASYNCAPI"] == "1" {
            try Data(document.utf8).write(to: file)
        }
        #expect(
            try text(file) == document, "write it anew with GIRO_WRITE_ASYNCAPI=1 swift test --filter AsyncAPITests")
    }

    @Test("it is JSON with a channel for each topic and an operation for each of its producers and consumers")
    func structure() throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any])
        #expect(object["asyncapi"] as? String == "3.0.0")
        let channels = try #require(object["channels"] as? [String: Any])
        #expect(Set(channels.keys) == Set(Catalogue.topics.map(\.name)))
        let operations = try #require(object["operations"] as? [String: Any])
        #expect(operations.count == Catalogue.topics.reduce(0) { $0 + $1.producers.count + $1.consumers.count })
    }

    @Test("topics/check.py finds nothing wrong with schemas, samples and the document")
    func script() throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B", Repository.topics.appending(path: "check.py").path]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("\(Catalogue.topics.count) topics, 0 problems"))
    }

    private func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }
}
