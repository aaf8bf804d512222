import Kafka
import Synchronization
import TestSupport
import Testing

@Suite("librdkafka's statistics")
struct StatisticsTests {
    @Test("top-level numbers are read; strings, nested objects and fields of the same name in them are not")
    func readsTopLevel() {
        let document =
            #"{"name":"a\"b","ts":-5,"brokers":{"x":{"txmsgs":99}},"txmsgs":7,"list":[1,{"txmsgs":3}],"age":1}"#
        let statistics = Array(document.utf8).withUnsafeBytes { Statistics(document: $0) }
        #expect(statistics.counters == ["ts": -5, "txmsgs": 7, "age": 1])
    }

    @Test("whatever is cut off in the middle is not followed out of the document", arguments: 0..<60)
    func survivesTruncation(length: Int) {
        let document = #"{"name":"a\"b","ts":-5,"brokers":{"x":{"txmsgs":99}},"txmsgs":7}"#
        let cut = Array(document.utf8.prefix(length))
        #expect(cut.withUnsafeBytes { Statistics(document: $0) }.counters.count <= 2)
    }

    @Test("a client reports them at its interval")
    func reports() async throws {
        let broker = try TestBroker()
        var configuration = broker.configuration
        configuration.properties["statistics.interval.ms"] = "50"
        let seen = Seen()
        configuration.onStatistics = { statistics in
            seen.count.withLock { $0 += statistics.counters["txmsgs"] == nil ? 0 : 1 }
        }
        let producer = try Producer(configuration, mode: .idempotent)
        let came = await eventually(within: .seconds(10)) {
            producer.poll()
            return seen.count.withLock { $0 } > 0
        }
        #expect(came)
    }

    private final class Seen: Sendable {
        let count = Mutex(0)
    }
}
