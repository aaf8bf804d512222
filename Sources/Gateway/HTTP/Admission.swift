import Synchronization

/// How many requests are under way. More than the limit are refused at once rather than slowly.
final class Admission: Sendable {
    private let limit: Int
    private let underWay = Atomic(0)

    init(limit: Int) { self.limit = limit }

    func enter() throws(Problem) {
        if underWay.wrappingAdd(1, ordering: .relaxed).newValue > limit {
            leave()
            throw Problem(.overloaded, retryAfterSeconds: 1)
        }
    }

    var count: Int { underWay.load(ordering: .relaxed) }

    func leave() { underWay.wrappingSubtract(1, ordering: .relaxed) }
}
