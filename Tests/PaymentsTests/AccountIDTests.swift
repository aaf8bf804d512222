import Payments
import Testing

@Suite("Account ids")
struct AccountIDTests {
    @Test(
        "letters, digits and . _ : - make an id of up to 64 bytes",
        arguments: ["a", "wallet-000001", "clearing:EUR", "A.b_c:d-9", String(repeating: "x", count: 64)])
    func accepted(text: String) {
        #expect(AccountID(text)?.text == text)
        #expect(AccountID(text)?.description == text)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", String(repeating: "x", count: 65), "a b", "a@b", "clearing:EUR#3", "a/b", "é", "a\n", "a\u{0}", "a%20",
            "a+b",
        ])
    func refused(text: String) {
        #expect(AccountID(text) == nil)
    }

    @Test("every single byte is allowed or refused as the rule says, as text and as bytes alike")
    func everyByte() {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-".utf8)
        for byte in UInt8.min...UInt8.max {
            let id = withUnsafeBytes(of: byte) { AccountID(utf8: $0) }
            #expect((id != nil) == allowed.contains(byte))
            if byte < 0x80 { #expect(AccountID(String(Unicode.Scalar(byte))) == id) }
        }
    }
}
