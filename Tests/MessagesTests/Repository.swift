import Foundation
import Messages

/// The files of `topics/`, as the tests see them.
enum Repository {
    /// This file is Tests/MessagesTests/Repository.swift, perhaps seen through a symbolic link.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let topics = root.appending(path: "topics")

    /// The JSON files right inside a folder, in the order of their names. None when there is no such folder.
    static func files(_ path: String) -> [Sample] {
        let folder = topics.appending(path: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map {
            Sample(name: String($0.dropLast(5)), url: folder.appending(path: $0))
        }
    }

    static func samples(_ topic: TopicSpec) -> [Sample] { files("\(topic.name)/samples/v1") }
}

struct Sample: Sendable {
    var name: String
    var url: URL

    var bytes: [UInt8] { get throws { [UInt8](try Data(contentsOf: url)) } }

    /// What the name says is expected: `wrong_type` of `wrong_type--amount-text`.
    var expectedCode: String { name.components(separatedBy: "--")[0] }
}
