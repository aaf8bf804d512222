import Foundation
import Messages

/// The folder with schemas and samples beside the catalogue: `topics/<topic>/v1.schema.json`, `samples/v1/*.json`.
public struct AsyncAPIFolder: Sendable {
    private let path: String

    public init(path: String) {
        self.path = path
    }

    /// The catalogue as an AsyncAPI 3 document.
    public func document() throws(OperationError) -> String {
        var topics: [AsyncAPI.Topic] = []
        for spec in Catalogue.topics {
            let folder = "\(path)/\(spec.name)"
            var samples: [(name: String, text: String)] = []
            for file in try names(in: "\(folder)/samples/v1") where file.hasSuffix(".json") {
                samples.append((String(file.dropLast(".json".count)), try text("\(folder)/samples/v1/\(file)")))
            }
            topics.append(AsyncAPI.Topic(spec: spec, schema: try text("\(folder)/v1.schema.json"), samples: samples))
        }
        return AsyncAPI.document(topics)
    }

    private func names(in folder: String) throws(OperationError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw OperationError(
                .unreadableFile, "\(folder) cannot be read; give the folder topics/ of the source tree")
        }
        return names.sorted()
    }

    private func text(_ file: String) throws(OperationError) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw OperationError(.unreadableFile, "\(file) cannot be read")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
