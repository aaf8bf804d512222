import Payments
import TestSupport
import Testing

@Suite("A payment's states")
struct PaymentStateTests {
    /// Every legal life of a payment.
    static let lives: [[PaymentEvent]] = [
        [.requested, .rejected],
        [.requested, .debited, .paid, .settled],
        [.requested, .debited, .paid, .refunded],
        [.requested, .debited, .paid, .suspended],
        [.requested, .debited, .failed, .refunded],
        [.requested, .debited, .failed, .suspended],
    ]

    @Test("every permutation of a legal life ends in the same state without contradiction", arguments: lives)
    func permutations(life: [PaymentEvent]) throws {
        let expected = PaymentState(first: try #require(life.last))
        for order in Self.permutations(of: life) {
            #expect(Self.state(after: order) == expected, "\(order)")
        }
    }

    @Test("repetitions anywhere in a legal life change nothing")
    func repetitions() throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<10_000 {
            let life = random.element(of: Self.lives)
            let events = (life + (0..<5).map { _ in random.element(of: life) }).shuffled(using: &random)
            #expect(Self.state(after: events) == PaymentState(first: try #require(life.last)))
        }
    }

    @Test("each prefix of a legal life ends in the state of its latest event, in any order")
    func prefixes() throws {
        for life in Self.lives {
            for length in 1...life.count {
                let expected = PaymentState(first: life[length - 1])
                for order in Self.permutations(of: Array(life.prefix(length))) {
                    #expect(Self.state(after: order) == expected, "\(order)")
                }
            }
        }
    }

    @Test("every event in every state does what the table says")
    func table() {
        let columns: [PaymentEvent] = [
            .requested, .rejected, .debited, .paid, .failed, .settled, .refunded, .suspended,
        ]
        // m: moves to the event's state, -: unchanged, X: contradiction
        let table: [(PaymentState, String)] = [
            (.requested, "-mmmmmmm"),
            (.rejected, "--XXXXXX"),
            (.debited, "-X-mmmmm"),
            (.paid, "-X--Xmmm"),
            (.failed, "-X-X-Xmm"),
            (.settled, "-X--X-XX"),
            (.refunded, "-X---X-X"),
            (.suspended, "-X---XX-"),
        ]
        #expect(Set(table.map(\.0)) == Set(PaymentState.allCases))
        #expect(columns.count == PaymentEvent.allCases.count)
        for (state, row) in table {
            for (event, mark) in zip(columns, row) {
                let expected: Transition =
                    switch mark {
                    case "m": .moved(PaymentState(first: event))
                    case "-": .unchanged
                    default: .contradiction
                    }
                #expect(state.applying(event) == expected, "\(state) + \(event)")
            }
        }
    }

    @Test("nothing moves a final state, and every other state can still reach a final one")
    func finality() {
        for state in PaymentState.allCases {
            let moves = PaymentEvent.allCases.filter { state.applying($0) == .moved(PaymentState(first: $0)) }
            #expect(moves.isEmpty == state.isFinal)
        }
        #expect(PaymentState.allCases.filter(\.isFinal) == [.settled, .refunded, .suspended, .rejected])
    }

    @Test("no row of events whatever moves a payment backwards or out of a final state")
    func onlyForward() {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<10_000 {
            var state = PaymentState(first: random.element(of: PaymentEvent.allCases))
            var moves = 0
            for _ in 0..<12 {
                if case .moved(let next) = state.applying(random.element(of: PaymentEvent.allCases)) {
                    #expect(!state.isFinal)
                    state = next
                    moves += 1
                }
            }
            #expect(moves <= 3)
        }
    }

    /// Nil when there was a contradiction.
    private static func state(after events: [PaymentEvent]) -> PaymentState? {
        var state = PaymentState(first: events[0])
        for event in events.dropFirst() {
            switch state.applying(event) {
            case .moved(let next): state = next
            case .unchanged: break
            case .contradiction: return nil
            }
        }
        return state
    }

    private static func permutations(of events: [PaymentEvent]) -> [[PaymentEvent]] {
        guard events.count > 1 else { return [events] }
        return events.indices.flatMap { index in
            var rest = events
            let first = rest.remove(at: index)
            return permutations(of: rest).map { [first] + $0 }
        }
    }
}
