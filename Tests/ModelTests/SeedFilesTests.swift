import Foundation
import Model
import Testing

@Suite("The committed seed files", .serialized)
struct SeedFilesTests {
    @Test("are what the generator makes; run with GIRO_WRITE_SEEDS=1 to write them again")
    func files() throws {
        for (name, bytes) in SeedFiles.make() {
            let file = Repository.seeds.appending(path: name)
            if ProcessInfo.processInfo.environment["GIRO_WRITE_SEEDS"] == "1" { try Data(bytes).write(to: file) }
            let committed = try Data(contentsOf: file)
            #expect(committed.elementsEqual(bytes), "seeds/\(name) differs from what the generator makes")
        }
    }

    @Test("hold at least 10,000 payment lines, each line an object with a topic, a key and a value or raw text")
    func lines() throws {
        var payments = 0
        for name in ["billers", "customers", "topups", "payments"] {
            let text = try String(contentsOf: Repository.seeds.appending(path: "\(name).ndjson"), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                let hasValue = object["value"] is [String: Any]
                let hasRaw = object["raw"] is String
                #expect(object.count == 3 && object["key"] is String && hasValue != hasRaw)
                if object["topic"] as? String == "payment.requested" { payments += 1 }
            }
        }
        #expect(payments >= 10_000)
    }

    @Test("lead to expected.json by a program in another language")
    func secondOpinion() throws {
        let result = try Repository.expectedPy(["--check"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(
        "a balance off by one, or a lost line, is noticed by that program",
        arguments: ["expected.json", "topups.ndjson"])
    func secondOpinionCanFail(spoiled: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "giro-seeds-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: Repository.seeds, to: folder)
        let file = folder.appending(path: spoiled)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let text =
            spoiled == "expected.json"
            ? lines.map { String($0).replacing("\"cust-000001\": ", with: "\"cust-000001\": 1") }
            : lines.dropLast().map(String.init)
        try (text.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        #expect(try Repository.expectedPy(["--check", "--folder", folder.path]).status == 1)
    }
}
