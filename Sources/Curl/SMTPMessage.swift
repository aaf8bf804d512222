/// A mail and its envelope.
public struct SMTPMessage: Sendable, Hashable {
    public var server: SMTPServer
    /// Envelope sender, a bare address; empty for the null sender of automatic answers.
    public var from: String
    /// Envelope recipients, bare addresses. One refused recipient refuses the mail for all.
    public var recipients: [String]
    /// RFC 5322 header and body with CRLF line ends; a lone CR or LF is refused as `invalid_request`.
    /// Dots at line starts are doubled on the way.
    public var data: [UInt8]

    public init(server: SMTPServer, from: String, recipients: [String], data: [UInt8]) {
        self.server = server
        self.from = from
        self.recipients = recipients
        self.data = data
    }
}

/// The server's last word on an accepted mail.
public struct SMTPReply: Sendable, Hashable {
    /// 250.
    public var code: Int
    /// The reply's last line without its code, often with the server's queue id. Written by the other side: it may
    /// repeat addresses, so it does not belong into logs.
    public var text: String

    public init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}
