/// Numbers made of measurements.
package enum Ratio {
    /// Zero when there is nothing to compare with.
    package static func of(_ value: Double, to other: Double) -> Double {
        other > 0 ? value / other : 0
    }

    /// The middle one; the mean of the two in the middle of an even number. Zero of none.
    package static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Rounded to `digits` places behind the point.
    package static func rounded(_ value: Double, _ digits: Int = 1) -> Double {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return (value * scale).rounded() / scale
    }
}
