import Hummingbird
import Metrics

/// What requests were, how long they took and what became of them. Made once, so counting is an addition.
///
/// Labels are the operations of the API and words of the program, never what somebody sent.
final class GatewayMetrics: Sendable {
    private struct Operation: Sendable {
        let classes: [Counter]
        let seconds: Timer

        init(_ name: String) {
            classes = (1...5).map {
                Counter(
                    label: "giro_gateway_requests_total", dimensions: [("operation", name), ("status", "\($0)xx")])
            }
            seconds = Timer(label: "giro_gateway_request_seconds", dimensions: [("operation", name)])
        }
    }

    /// What became of a request with an `Idempotency-Key`.
    enum Repetition: String, CaseIterable {
        case first
        case replayed
        case conflict
        case inProgress = "in_progress"
    }

    private let operations: [String: Operation]
    private let unknown = Operation("none")
    private let refusals: [Problem.Code: Counter]
    private let repetitions: [Repetition: Counter]

    init() {
        operations = Dictionary(uniqueKeysWithValues: Endpoints.all.map { ($0.operation, Operation($0.operation)) })
        refusals = Dictionary(
            uniqueKeysWithValues: Problem.Code.allCases.map {
                ($0, Counter(label: "giro_gateway_refusals_total", dimensions: [("code", $0.rawValue)]))
            })
        repetitions = Dictionary(
            uniqueKeysWithValues: Repetition.allCases.map {
                ($0, Counter(label: "giro_gateway_idempotent_requests_total", dimensions: [("outcome", $0.rawValue)]))
            })
    }

    /// - Parameter operation: nil for an address that there is not.
    func answered(_ operation: String?, status: HTTPResponse.Status, after time: Duration) {
        let measures = operation.flatMap { operations[$0] } ?? unknown
        let index = status.code / 100 - 1
        if measures.classes.indices.contains(index) { measures.classes[index].increment() }
        measures.seconds.recordNanoseconds(time.nanoseconds)
    }

    func refused(_ code: Problem.Code) { refusals[code]?.increment() }

    func counted(_ repetition: Repetition) { repetitions[repetition]?.increment() }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
