/// A plot as SVG: payments a second over the run, and the latencies at a rate.
public enum Plot {
    public static func svg(_ report: BenchReport) -> String {
        var panels: [Panel] = []
        if let flow = report.flow {
            panels.append(
                Panel(
                    title: "payments final per second, closed loop", bottom: "second",
                    points: flow.bySecond.enumerated().map { (Double($0.offset), $0.element) }, labels: nil))
        }
        if let latency = report.latency {
            panels.append(
                Panel(
                    title: "ms from due to told, at \(latency.rate)/s", bottom: "percentile",
                    points: latency.curve.enumerated().map { (Double($0.offset), $0.element[1]) },
                    labels: latency.curve.map { "\(Ratio.rounded($0[0], 2))" }))
        }
        let height = max(panels.count, 1) * (Panel.height + 40)
        let bodies = panels.enumerated().map { index, panel in
            "<g transform=\"translate(0 \(index * (Panel.height + 40)))\">\(panel.svg)</g>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Panel.width)" height="\(height)" \
            font-family="sans-serif" font-size="11">
            <rect width="100%" height="100%" fill="white"/>
            \(bodies.joined(separator: "\n"))
            </svg>

            """
    }
}

/// One curve in a frame, from zero to its largest value.
private struct Panel {
    static let width = 720
    static let height = 220
    private static let left = 60.0
    private static let top = 30.0

    let title: String
    let bottom: String
    let points: [(x: Double, y: Double)]
    /// Under each point; `nil`: its x.
    let labels: [String]?

    var svg: String {
        let line = points.map { "\(text(x($0.x))),\(text(y($0.y)))" }.joined(separator: " ")
        return """
            <text x="\(text(Self.left))" y="18" font-weight="bold">\(title)</text>
            \(scale)
            <polyline fill="none" stroke="#1663a6" stroke-width="2" points="\(line)"/>
            \(marks)
            <text x="\(Self.width - 20)" y="\(Self.height + 22)" text-anchor="end">\(bottom)</text>
            """
    }

    private var largest: Double { max(points.map(\.y).max() ?? 0, 1) }
    private var plotHeight: Double { Double(Self.height) - Self.top - 20 }

    private func x(_ value: Double) -> Double {
        let range = max(points.last?.x ?? 1, 1)
        return Self.left + value / range * (Double(Self.width) - Self.left - 30)
    }

    private func y(_ value: Double) -> Double { Self.top + plotHeight * (1 - value / largest) }

    private var scale: String {
        (0...4).map { quarter in
            let value = largest * Double(quarter) / 4
            let height = text(y(value))
            return """
                <line x1="\(text(Self.left))" x2="\(Self.width - 30)" y1="\(height)" y2="\(height)" stroke="#ddd"/>\
                <text x="\(text(Self.left - 6))" y="\(height)" text-anchor="end">\(text(value))</text>
                """
        }.joined()
    }

    private var marks: String {
        let every = max(1, points.count / 15)
        return points.indices.filter { $0 % every == 0 }.map { index in
            let label = labels?[index] ?? text(points[index].x)
            return "<text x=\"\(text(x(points[index].x)))\" y=\"\(Self.height)\" text-anchor=\"middle\">\(label)</text>"
        }.joined()
    }

    private func text(_ value: Double) -> String {
        let rounded = Ratio.rounded(value)
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
