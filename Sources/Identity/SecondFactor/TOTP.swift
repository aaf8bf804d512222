import Crypto
import FoundationEssentials

/// Codes of six digits that follow from a secret and the time (RFC 6238: HMAC-SHA1, 30 seconds).
public struct TOTP: Sendable {
    public static let stepSeconds: Int64 = 30
    static let digits = 6
    static let secretBytes = 20
    /// Steps on either side that are taken too: clocks differ, and people type slowly.
    static let drift: Int64 = 1

    let secret: [UInt8]

    init() { secret = randomBytes(Self.secretBytes) }

    init(secret: [UInt8]) { self.secret = secret }

    /// - Parameter text: the secret in Base32, as apps and `otpauth:` addresses have it. Nil when it is none.
    public init?(base32 text: String) {
        guard let bytes = Base32.bytes(text), !bytes.isEmpty else { return nil }
        secret = bytes
    }

    public var base32: String { Base32.text(secret) }

    /// What apps read from a picture.
    ///
    /// - Parameter account: shown beside the issuer.
    public func address(issuer: String, account: String) -> String {
        func escaped(_ text: String) -> String {
            String(
                text.utf8.flatMap { byte -> [Character] in
                    let scalar = Character(UnicodeScalar(byte))
                    if scalar.isASCII, scalar.isLetter || scalar.isNumber || "-._~@".contains(scalar) {
                        return [scalar]
                    }
                    let digits = String(byte, radix: 16, uppercase: true)
                    return Array("%" + (digits.count < 2 ? "0" : "") + digits)
                })
        }
        return "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(base32)&issuer=\(escaped(issuer))"
            + "&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.stepSeconds)"
    }

    public func code(atSeconds seconds: Int64) -> String { code(step: seconds / Self.stepSeconds) }

    func code(step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let code = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(code[19] & 15)
        let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.count) + text
    }

    /// The step whose code it is, later than the last one that was taken.
    func step(of code: String, nowSeconds: Int64, after last: Int64) -> Int64? {
        let now = nowSeconds / Self.stepSeconds
        return (now - Self.drift...now + Self.drift).first { step in
            step > last && isEqual(Array(self.code(step: step).utf8), Array(code.utf8))
        }
    }
}

/// RFC 4648, section 6, without padding.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits = 0
        var value: UInt32 = 0
        for byte in bytes {
            value = (value << 8 | UInt32(byte)) & 0xfff
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(value >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(value << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 128 else { return nil }
        var bytes: [UInt8] = []
        var bits = 0
        var value: UInt32 = 0
        for character in text.uppercased().utf8 {
            guard let digit = alphabet.firstIndex(of: character) else { return nil }
            value = (value << 5 | UInt32(digit)) & 0xfff
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
            }
        }
        return bytes
    }
}
