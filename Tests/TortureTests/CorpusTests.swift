import DecoderFuzz
import Foundation
import Model
import Testing

@Suite("What reads bytes from outside")
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../DecoderFuzz/Corpus").standardized

    private static func corpus(_ isWanted: (String) -> Bool = { _ in true }) throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.filter(isWanted).map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    }

    private static func isOfSettings(_ name: String) -> Bool { name.hasPrefix("settings-") }

    @Test("survives every input of the corpus")
    func corpusIsRead() throws {
        let corpus = try Self.corpus()
        #expect(corpus.count >= 40)
        for input in corpus { DecoderFuzz.run(input) }
    }

    @Test("survives 100,000 inputs made of the corpus by damage and by putting pieces together")
    func damaged() throws {
        try run(100_000, madeOf: Self.corpus { !Self.isOfSettings($0) })
    }

    @Test("survives 1,000 settings so made, each of which is checked as a whole")
    func damagedSettings() throws {
        try run(1_000, madeOf: Self.corpus(Self.isOfSettings))
    }

    private func run(_ inputs: Int, madeOf corpus: [[UInt8]]) throws {
        var random = SeededRandom(seed: 31)
        let corpus = corpus.filter { !$0.isEmpty }
        try #require(!corpus.isEmpty)
        for _ in 0..<inputs {
            var input = random.pick(corpus)
            for _ in 0...random.below(3) {
                let place = random.below(input.count)
                switch random.below(4) {
                case 0: input[place] = UInt8(random.below(256))
                case 1: input.removeSubrange(place..<min(input.count, place + 1 + random.below(8)))
                case 2: input.insert(contentsOf: random.pick(corpus).prefix(random.below(64)), at: place)
                default: input.append(contentsOf: random.pick(corpus).suffix(random.below(64)))
                }
                if input.isEmpty { input = [UInt8(random.below(256))] }
            }
            DecoderFuzz.run(input)
        }
    }
}
