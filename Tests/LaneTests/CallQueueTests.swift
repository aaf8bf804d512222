import Lane
import TestSupport
import Testing

@Suite("Outside calls, shared out")
struct CallQueueTests {
    @Test("an owner never takes more than it leaves free, a target's bound holds, and its calls keep their order")
    func bounds() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            let capacity = Int.random(in: 1...64, using: &random)
            var queues = CallQueues<Int>(capacity: capacity)
            var underWay: [CallShare] = []
            var last: [String: Int] = [:]
            for ticket in 0..<600 {
                let owner = Int.random(in: 0...9, using: &random)
                let target = "\(owner)/\(Int.random(in: 0...3, using: &random))"
                queues.add(ticket, to: CallShare(owner: "\(owner)", target: target, maximum: 8))
                if random.next() % 3 == 0, let ended = underWay.indices.randomElement(using: &random) {
                    queues.end(underWay.remove(at: ended))
                }
                while let (next, share) = queues.next() {
                    let own = underWay.filter { $0.owner == share.owner }.count
                    #expect(own == 0 || own < capacity - underWay.count)
                    #expect(underWay.filter { $0.target == share.target }.count < 8)
                    #expect(next > last[share.target] ?? -1, "in the order in which they came")
                    last[share.target] = next
                    underWay.append(share)
                }
                #expect(queues.underWay == underWay.count && underWay.count <= capacity)
            }
        }
    }

    @Test("one owner with any number of slow targets leaves half of the places, and whoever comes next begins at once")
    func newcomer() {
        var queues = CallQueues<Int>(capacity: 64)
        for ticket in 0..<1_600 { queues.add(ticket, to: CallShare(owner: "slow", target: "\(ticket % 16)")) }
        var begun = 0
        while queues.next() != nil { begun += 1 }
        #expect(begun == 32)
        for owner in 1...6 {
            queues.add(owner, to: CallShare(owner: "\(owner)", target: "a/\(owner)"))
            #expect(queues.next()?.ticket == owner)
        }
    }

    @Test("calls without an owner have every place, and what is dropped never begins")
    func nobodys() {
        var queues = CallQueues<Int>(capacity: 4)
        let share = CallShare(owner: "", target: "")
        for ticket in 0..<8 { queues.add(ticket, to: share) }
        queues.drop { $0 % 2 == 0 }
        var begun: [Int] = []
        while let (ticket, _) = queues.next() { begun.append(ticket) }
        #expect(begun == [1, 3, 5, 7])
    }
}
