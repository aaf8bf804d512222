import Payments
import TestSupport
import Testing

@Suite("Fingerprints")
struct FingerprintTests {
    @Test("fingerprints in databases stay what they are: these values must never change")
    func golden() {
        #expect(Fingerprint().value == Int64(bitPattern: 0xcbf2_9ce4_8422_2325))
        #expect(value { $0.add("transfer") } == -419_729_913_795_950_722)
        #expect(value { $0.add(Int64(1250)) } == 3_328_157_658_446_812_987)
        #expect(value { $0.add(nil as String?) } == -8_289_690_350_564_177_859)
    }

    @Test("moving a byte from one field to the next gives another fingerprint")
    func boundaries() {
        #expect(
            value {
                $0.add("ab")
                $0.add("c")
            }
                != value {
                    $0.add("a")
                    $0.add("bc")
                })
        #expect(value { $0.add("") } != value { $0.add(nil as String?) })
        #expect(value { $0.add("") } != value { _ in })
    }

    @Test("of 100,000 different lists of fields no two have the same fingerprint")
    func spread() {
        var random = SeededGenerator(seed: 12)
        var seen: [Int64: [String]] = [:]
        for _ in 0..<100_000 {
            let fields = (0..<3).map { _ in String(random.next() % 1_000_000, radix: 36) }
            let fingerprint = value { for field in fields { $0.add(field) } }
            #expect(seen[fingerprint, default: fields] == fields)
            seen[fingerprint] = fields
        }
    }

    private func value(_ add: (inout Fingerprint) -> Void) -> Int64 {
        var fingerprint = Fingerprint()
        add(&fingerprint)
        return fingerprint.value
    }
}
