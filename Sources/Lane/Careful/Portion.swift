import Kafka

/// Records that are to be decoded and applied before the next ones are touched.
struct Portion {
    let records: RecordBatch
    let indices: [Int]
    /// How many owners ended with it in hand; of a suspect, which is alone in its portion.
    let ends: Int
    /// Not to be touched before; `monotonicMilliseconds`.
    var notBefore: Int64 = 0

    var isSuspect: Bool { ends > 0 }

    /// Suspects alone, what is between them together; in order.
    static func split(_ records: RecordBatch, _ indices: [Int], ends: (Int) -> Int) -> [Portion] {
        var portions: [Portion] = []
        var together: [Int] = []
        func close() {
            if !together.isEmpty { portions.append(Portion(records: records, indices: together, ends: 0)) }
            together = []
        }
        for index in indices {
            let ends = ends(index)
            if ends == 0 {
                together.append(index)
            } else {
                close()
                portions.append(Portion(records: records, indices: [index], ends: ends))
            }
        }
        close()
        return portions
    }
}
