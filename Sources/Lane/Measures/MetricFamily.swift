import Metrics
import Synchronization

/// One metric by the values of its labels: each combination is made when it is first met, and kept.
///
/// Values come from sets that the program bounds (topics, codes, states), never from messages.
public final class MetricFamily<Metric: Sendable>: Sendable {
    private let metrics = Mutex<[[String]: Metric]>([:])
    private let labels: [String]
    private let make: @Sendable ([(String, String)]) -> Metric

    /// - Parameters:
    ///   - worker: the value of the first label, `worker`.
    ///   - labels: the names of the others, in the order in which values are given.
    ///   - make: called once for each combination.
    public init(
        worker: String, by labels: [String], _ make: @escaping @Sendable (_ dimensions: [(String, String)]) -> Metric
    ) {
        self.labels = labels
        self.make = { make([("worker", worker)] + $0) }
    }

    /// The metric of one combination of values.
    public subscript(values: String...) -> Metric {
        precondition(values.count == labels.count, "a value for each label")
        return metrics.withLock { metrics in
            if let known = metrics[values] { return known }
            let made = make(Array(zip(labels, values)))
            metrics[values] = made
            return made
        }
    }
}

extension MetricFamily where Metric == Counter {
    public convenience init(counter name: String, worker: String, by labels: String...) {
        self.init(worker: worker, by: labels) { Counter(label: name, dimensions: $0) }
    }
}

extension MetricFamily where Metric == Gauge {
    public convenience init(gauge name: String, worker: String, by labels: String...) {
        self.init(worker: worker, by: labels) { Gauge(label: name, dimensions: $0) }
    }
}

extension MetricFamily where Metric == Timer {
    public convenience init(timer name: String, worker: String, by labels: String...) {
        self.init(worker: worker, by: labels) { Timer(label: name, dimensions: $0) }
    }
}
