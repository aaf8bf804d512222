import Foundation
import Observability
import Testing

@Suite("The catalogue of metrics")
struct CatalogueTests {
    @Test("docs/metrics.md has each metric, in this order, and no other")
    func documented() throws {
        let page = try String(contentsOf: Repository.file("docs/metrics.md"), encoding: .utf8)
        // The rows of two cells say what to watch.
        let rows = page.split(separator: "\n").filter { row in
            (row.hasPrefix("| `giro_") || row.hasPrefix("| `process_")) && row.count { $0 == "|" } > 3
        }
        #expect(rows.map(String.init) == MetricCatalogue.all.map(\.row))
    }

    @Test("the version is the chart's")
    func version() throws {
        let chart = try String(contentsOf: Repository.file("deploy/helm/giro/Chart.yaml"), encoding: .utf8)
        #expect(chart.split(separator: "\n").contains("appVersion: \(Release.version)"))
    }

    @Test("names end as their kind has it")
    func names() {
        for metric in MetricCatalogue.all {
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
        }
    }
}

extension MetricDescription {
    /// Its row in docs/metrics.md.
    var row: String {
        let labels = labels.map { $0.replacing("|", with: ", ").replacing("=", with: ": ") }.joined(separator: "; ")
        return "| `\(name)` | \(type) | \(labels) | \(meaning) |"
    }
}

enum Repository {
    static func file(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(path)
    }
}
