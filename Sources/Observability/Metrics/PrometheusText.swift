/// Prometheus' text exposition format, version 0.0.4.
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    static func of(_ registry: MetricRegistry) -> String {
        let (families, samples) = registry.families()
        var text = PrometheusText()
        var samplesOfName = Dictionary(grouping: samples, by: \.name)
        for family in families {
            text.head(family.description)
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(family.description.name, labels: labels, to: &text)
            }
            samplesOfName[family.description.name] = nil
        }
        for (name, samples) in samplesOfName.sorted(by: { $0.key < $1.key }) {
            text.head(MetricCatalogue.description(of: name, otherwise: .gauge))
            for sample in samples { text.sample(name, labels(sample.labels), sample.value) }
        }
        return text.text
    }

    mutating func head(_ description: MetricDescription) {
        text += "# HELP \(description.name) \(Self.escaped(description.meaning, quotes: false))\n"
        text += "# TYPE \(description.name) \(description.type)\n"
    }

    /// - Parameter labels: as `labels(_:)` gives them.
    mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        text += name
        if !labels.isEmpty { text += "{\(labels)}" }
        text += " \(Self.number(value))\n"
    }

    /// `a="x",b="y"`, without the braces.
    static func labels(_ labels: [(String, String)]) -> String {
        labels.map { "\($0.0)=\"\(escaped($0.1, quotes: true))\"" }.joined(separator: ",")
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
