/// SplitMix64: the same numbers on every run, so that a failing case can be had again.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    public mutating func element<Elements: Collection>(of elements: Elements) -> Elements.Element {
        elements.randomElement(using: &self)!
    }

    /// Numbers of every size and sign, and often the ends of the range.
    public mutating func amount() -> Int64 {
        switch next() % 8 {
        case 0: return element(of: [Int64.min, Int64.min + 1, -1, 0, 1, Int64.max - 1, Int64.max])
        case 1: return Int64.random(in: Int64.min...Int64.max, using: &self)
        default:
            let bits = Int64.random(in: 1...62, using: &self)
            let magnitude = Int64.random(in: 0...(1 << bits), using: &self)
            return next() % 2 == 0 ? magnitude : -magnitude
        }
    }
}
