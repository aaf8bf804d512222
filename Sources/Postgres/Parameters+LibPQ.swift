/// How the buffer looks to libpq.
extension Parameters {
    /// The server takes no message of 1 GiB or more.
    private static var longestMessage: Int { (1 << 30) - (1 << 16) }
    private static var largestCount: Int { 65_535 }

    /// Why these parameters cannot be sent; nil when they can.
    var refusal: String? {
        if let refusal = writer.refusal { return refusal }
        if writer.count > Self.longestMessage { return "the parameters are larger than a message may be" }
        if slots.count > Self.largestCount { return "there are more than 65,535 parameters" }
        return nil
    }

    var oids: [UInt32] { slots.map(\.oid) }

    func matches(_ oids: [UInt32]) -> Bool {
        guard oids.count == slots.count else { return false }
        for index in slots.indices where slots[index].oid != oids[index] { return false }
        return true
    }

    /// Fills the two arrays that `PQsendQueryPrepared` takes. The pointers hold until the next change of `self`.
    func describe(_ pointers: inout [UnsafePointer<CChar>?], _ lengths: inout [Int32]) {
        pointers.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        let base = UnsafePointer(writer.base.assumingMemoryBound(to: CChar.self))
        for slot in slots {
            pointers.append(slot.length < 0 ? nil : base + slot.offset)
            lengths.append(Int32(max(slot.length, 0)))
        }
    }
}
