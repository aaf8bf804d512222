import Payments

/// One mail in RFC 5322 form, plain text and HTML side by side. Equal values give equal bytes.
struct MailMessage {
    /// The line and header break of the format.
    private static let crlf = "\r\n"

    var from: Mailbox
    var to: Mailbox
    var subject: String
    var date: Timestamp
    /// Without the angle brackets.
    var messageID: String
    /// The language subtag of both bodies.
    var language: String
    /// Lines end in LF.
    var text: String
    var html: String

    /// Every header is made of parts that cannot hold CR or LF (`EncodedWord`, `MailAddress`, numbers), and the bodies
    /// are encoded, so no value can add a header, a part or an overlong line.
    func bytes() -> [UInt8] {
        // "=_" occurs in neither encoding of a body.
        let boundary = "=_giro_" + StableHash.hexadecimal(messageID)
        let headers = [
            "Date: " + MailDate.text(date),
            "From: " + from.header,
            "To: " + to.header,
            "Message-ID: <\(messageID)>",
            "Subject: " + EncodedWord.text(subject),
            "Auto-Submitted: auto-generated",
            "Content-Language: " + language,
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
        ]
        var bytes = Array((headers.joined(separator: Self.crlf) + Self.crlf).utf8)
        for (type, body) in [("text/plain", text), ("text/html", html)] {
            bytes += Array("\r\n--\(boundary)\r\nContent-Type: \(type); charset=utf-8\r\n".utf8)
            bytes += Self.encoded(body)
        }
        bytes += Array("\r\n--\(boundary)--\r\n".utf8)
        return bytes
    }

    /// Quoted-printable where it stays readable, base64 where it would be the longer of the two.
    private static func encoded(_ body: String) -> [UInt8] {
        // A byte beyond ASCII takes three characters in the one; every three bytes take four in the other.
        let isReadable = body.utf8.count { $0 > 127 } * 6 <= body.utf8.count
        let name = isReadable ? "quoted-printable" : "base64"
        let content = isReadable ? QuotedPrintable.encode(body) : Base64.encodeLines(canonical(body))
        return Array("Content-Transfer-Encoding: \(name)\r\n\r\n".utf8) + content
    }

    /// The line ends that RFC 2045 wants inside of base64 too.
    private static func canonical(_ body: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.utf8.count + 64)
        for byte in body.utf8 {
            if byte == 10 { bytes.append(13) }
            bytes.append(byte)
        }
        return bytes
    }
}

/// An address with the name shown beside it.
public struct Mailbox: Sendable, Equatable {
    public var name: String?
    public var address: MailAddress

    public init(name: String?, address: MailAddress) {
        self.name = name
        self.address = address
    }

    /// `"Name" <local@domain>`, folded before the address so that no line grows with the name.
    var header: String {
        guard let name, !PlainText.line(name).isEmpty else { return address.text }
        return EncodedWord.phrase(name) + "\r\n <\(address.text)>"
    }
}
