/// The id of the payment that a message is about, for logs and spans.
enum PaymentReference {
    /// Only what has the form of a UUID: an id, and nothing that anybody could have written into it.
    static func of(_ subject: String?) -> String? {
        guard let subject, subject.utf8.count == 36 else { return nil }
        for (index, byte) in subject.utf8.enumerated() {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            let isHex =
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
            if isDash ? byte != UInt8(ascii: "-") : !isHex { return nil }
        }
        return subject
    }
}
