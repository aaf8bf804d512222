import Synchronization

/// A mail server that remembers what it has taken. RFC 5321 as far as a client without TLS and login needs it.
final class MailServer: Sendable {
    let server: LoopbackServer
    private let memory: Memory

    private final class Memory: Sendable {
        let mails = Mutex<[String: History.Mail]>([:])
    }

    init() throws(TortureError) {
        let memory = Memory()
        self.memory = memory
        server = try LoopbackServer { Self.converse(over: &$0, memory) }
    }

    /// By Message-ID.
    var mails: [String: History.Mail] { memory.mails.withLock { $0 } }

    /// One connection, from its greeting to its end.
    private static func converse(over connection: inout LoopbackConnection, _ memory: Memory) {
        guard connection.say("220 mail.test\r\n") else { return }
        var recipients: [String] = []
        while let line = connection.read(until: "\r\n").map({ String(decoding: $0, as: UTF8.self) }) {
            let answer: String
            switch line.prefix(4).uppercased() {
            case "RCPT" where connection.mood() == .refusing:
                answer = "451 4.3.0 not now"
            case "RCPT":
                recipients.append(address(in: line))
                answer = "250 2.1.5 fine"
            case "DATA":
                guard connection.say("354 go on\r\n"), let mail = connection.read(until: "\r\n.\r\n") else { return }
                remember(mail, recipients, memory)
                if connection.mood() == .silent { return }
                recipients = []
                answer = "250 2.0.0 taken"
            case "MAIL", "RSET":
                recipients = []
                answer = "250 2.0.0 fine"
            case "QUIT":
                _ = connection.say("221 2.0.0 bye\r\n")
                return
            default: answer = "250 mail.test"
            }
            guard connection.say(answer + "\r\n") else { return }
        }
    }

    private static func remember(_ mail: [UInt8], _ recipients: [String], _ memory: Memory) {
        let id = messageID(of: mail)
        memory.mails.withLock { mails in
            mails[id, default: History.Mail(recipients: [], copies: 0)].recipients.formUnion(recipients)
            mails[id]?.copies += 1
        }
    }

    private static func address(in line: String) -> String {
        line.split(separator: "<").last?.split(separator: ">").first.map(String.init) ?? ""
    }

    /// The part before the @.
    private static func messageID(of mail: [UInt8]) -> String {
        let text = String(decoding: mail.prefix(4_096), as: UTF8.self)
        let line = text.split(separator: "\r\n").first { $0.hasPrefix("Message-ID: <") }
        return line?.dropFirst("Message-ID: <".count).split(separator: "@").first.map(String.init) ?? ""
    }
}
