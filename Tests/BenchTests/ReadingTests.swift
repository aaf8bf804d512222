import Bench
import Testing

@Suite("What the bench reads of other programs")
struct ReadingTests {
    @Test("a process's line of stat, whatever its name holds")
    func stat() throws {
        let line = "4711 (a (b) c) S 42 4711 4711 0 -1 4194560 100 200 0 0 250 50 30 20 20 0 1 0 12345 1000 10"
        let stat = try #require(ProcessUsage.Stat(line, ticksPerSecond: 100))
        #expect(stat.parent == 42)
        #expect(stat.cpuSeconds == 3)
        #expect(stat.endedChildrenSeconds == 0.5)
        #expect(ProcessUsage.Stat("nonsense", ticksPerSecond: 100) == nil)
        #expect(ProcessUsage.Stat("1 (x) S 1", ticksPerSecond: 100) == nil)
    }

    @Test("pgbench's result, and no result where it gives none")
    func pgbench() {
        let output = "transaction type: <builtin: TPC-B>\ntps = 1912.345678 (without initial connection time)\n"
        #expect(TPCB.transactionsPerSecond(output) == 1_912.345678)
        #expect(TPCB.transactionsPerSecond("pgbench: error") == nil)
    }

    @Test("a connection string's parts, quoted and not")
    func conninfo() {
        let parts = Conninfo.parts(#"host='/tmp/a b' port=5432 password='it\'s \\' dbname=x"#)
        #expect(parts.map(\.key) == ["host", "port", "password", "dbname"])
        #expect(parts.map(\.value) == ["/tmp/a b", "5432", #"it's \"#, "x"])
        #expect(Conninfo.parts("").isEmpty)
    }

    @Test("the processor's name")
    func processor() {
        #expect(Machine.processor("processor : 0\nmodel name\t: Fast CPU @ 3GHz\n") == "Fast CPU @ 3GHz")
        #expect(Machine.processor("") == "unknown")
    }
}
