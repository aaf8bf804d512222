/// Takes personal data out of bytes that are kept for operators to read, as dead letters are.
///
/// It works on raw bytes, because what has to be kept is often not even JSON. Where a doubt remains it masks: about
/// one number in ten of 13 to 19 digits passes a card's check sum by chance, and is lost then.
public enum Redaction {
    /// Masks e-mail addresses and card numbers.
    public static func masked(_ bytes: UnsafeRawBufferPointer) -> (bytes: [UInt8], changed: Bool) {
        let emails = EmailScanner(bytes: bytes).ranges()
        let cards = CardScanner(bytes: bytes).ranges()
        guard !emails.isEmpty || !cards.isEmpty else { return ([UInt8](bytes), false) }
        let finds = emails.map { (range: $0, mask: "***@***") } + cards.map { (range: $0, mask: "****") }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for find in finds.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where find.range.upperBound > position {
            // A find may begin inside the one before it; what is new of it is masked too.
            result.append(contentsOf: bytes[position..<max(position, find.range.lowerBound)])
            result.append(contentsOf: find.mask.utf8)
            position = find.range.upperBound
        }
        result.append(contentsOf: bytes[position...])
        return (result, true)
    }

    public static func masked(_ bytes: [UInt8]) -> (bytes: [UInt8], changed: Bool) {
        bytes.withUnsafeBytes { masked($0) }
    }
}
