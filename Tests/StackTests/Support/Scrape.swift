/// What a process's `/metrics` said at one moment: a value for each series.
struct Scrape {
    let values: [String: Double]

    /// - Parameter text: in Prometheus' text format.
    init(_ text: String) {
        var values: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                continue
            }
            if value.isFinite { values[Self.labelled(String(line[..<space]))] = value }
        }
        self.values = values
    }

    /// With the labels that Prometheus adds.
    private static func labelled(_ series: String) -> String {
        let target = "instance=\"till:9464\",job=\"giro\""
        guard series.hasSuffix("}") else { return "\(series){\(target)}" }
        return series.dropLast() + ",\(target)}"
    }
}
