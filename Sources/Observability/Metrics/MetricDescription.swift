/// What a metric is: the lines above its samples, and its row in docs/metrics.md.
public struct MetricDescription: Sendable {
    public enum Kind: Sendable, Equatable {
        case counter
        case gauge
        /// With the upper bounds of its buckets.
        case histogram([Double])
    }

    public let name: String
    public let kind: Kind
    /// Names of labels; where the program bounds their values to a few words, these behind an equals sign:
    /// `stage=decode|handle`.
    public let labels: [String]
    public let meaning: String

    init(_ name: String, _ kind: Kind, _ labels: [String] = [], _ meaning: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.meaning = meaning
    }

    var bounds: [Double] {
        if case .histogram(let bounds) = kind { return bounds }
        return []
    }

    /// As Prometheus names the type.
    public var type: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}

/// A value that is looked up when the metrics are read.
public struct MetricSample: Sendable {
    let name: String
    let labels: [(String, String)]
    let value: Double

    public init(_ name: String, _ value: Double) { self.init(name, [], value) }

    public init(_ name: String, _ labels: [(String, String)], _ value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }
}
