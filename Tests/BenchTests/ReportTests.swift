import Bench
import Foundation
import Operations
import Testing

@Suite("The bench's report")
struct ReportTests {
    private func flow(_ perSecond: Int, usage: Usage = Usage(seconds: 10)) -> FlowResult {
        let marks = (0...12).map { FlowResult.Mark(seconds: Double($0), done: $0 * perSecond) }
        return FlowResult(marks: marks, warmUp: 2, usage: usage)
    }

    private func report() -> BenchReport {
        let machine = Machine.current(postgres: "15.1", broker: "embedded broker")
        var report = BenchReport(machine: machine, seconds: 10, accounts: 100)
        report.tpcb = [1_000, 3_000, 2_000]
        report.flow = BenchReport.Flow(flow(10_000), peak: ["wallet": 30])
        report.single = BenchReport.Flow(flow(500), peak: [:])
        return report
    }

    @Test("what became final while warming up does not count")
    func warmUp() {
        let marks = [(0.0, 0), (1, 5), (2, 10), (3, 110), (4, 210)].map { FlowResult.Mark(seconds: $0.0, done: $0.1) }
        let result = FlowResult(marks: marks, warmUp: 2, usage: Usage(seconds: 2))
        #expect(result.payments == 200)
        #expect(result.perSecond == 100)
        #expect(result.bySecond.count == 4)
    }

    @Test("a run of which nothing was seen is no error")
    func empty() {
        let result = FlowResult(marks: [], warmUp: 2, usage: Usage(seconds: 0))
        #expect(result.payments == 0)
        #expect(result.perSecond == 0)
        #expect(result.bySecond.isEmpty)
    }

    @Test("CPU is told for each payment")
    func cost() {
        let usage = Usage(seconds: 10, cpuSeconds: ["wallet": 2], walBytes: 1_000_000, transactions: 50)
        let measured = BenchReport.Flow(flow(1_000, usage: usage), peak: [:])
        #expect(measured.cpuMicroseconds == ["wallet": 200])
        #expect(measured.walBytes == 100)
        #expect(measured.transactionsPerSecond == 5)
    }

    @Test("the JSON object holds the ratios whose two sides were measured, and no others")
    func ratios() throws {
        let text = JSONReport.text(report())
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["e2e_over_tpcb"] as? Double == 5)
        #expect(object["batch_over_single"] as? Double == 20)
        #expect(object["wallet_over_tpcb"] == nil)
        #expect(object["hot_payee_over_uniform"] == nil)
        #expect(!text.contains("\n"))
    }

    @Test("the table names the rates, what they are compared with, and the audit's word")
    func table() {
        var report = report()
        let text = report.lines(paint: Paint(isOn: false)).joined(separator: "\n")
        #expect(text.contains("payments, request to final"))
        #expect(text.contains("10,000"))
        #expect(text.contains("5.0 x TPC-B"))
        #expect(text.contains("is clean"))
        report.auditFindings = 2
        #expect(report.lines(paint: Paint(isOn: false)).joined().contains("2 findings"))
        #expect(!report.isClean)
    }

    @Test("the plot is well-formed XML, with as many curves as there is to show")
    func plot() throws {
        let svg = Plot.svg(report())
        #expect(svg.components(separatedBy: "<polyline").count == 2)
        for tag in ["svg", "g", "text"] {
            #expect(
                svg.components(separatedBy: "<\(tag)").count == svg.components(separatedBy: "</\(tag)>").count, "\(tag)"
            )
        }
        let machine = Machine.current(postgres: "15.1", broker: "embedded broker")
        #expect(!Plot.svg(BenchReport(machine: machine, seconds: 1, accounts: 2)).contains("<polyline"))
    }
}
