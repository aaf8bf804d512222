import Glibc

/// One connection of the mail server, from its greeting to its end.
struct MailSession {
    let server: MailServer
    let socket: Int32
    private var buffer: [UInt8] = []

    init(server: MailServer, socket: Int32) {
        self.server = server
        self.socket = socket
    }

    /// Longer than any line or mail of Giro's.
    private static let largest = 1 << 20

    mutating func run() {
        guard say("220 mail.test") else { return }
        var recipients: [String] = []
        while let line = readLine() {
            let verb = line.prefix(4).uppercased()
            let answer: String
            switch verb {
            case "RCPT" where server.mood == .refusing:
                answer = "451 4.3.0 not now"
            case "RCPT":
                recipients.append(Self.address(in: line))
                answer = "250 2.1.5 fine"
            case "DATA":
                guard say("354 go on"), let mail = readMail() else { return }
                server.take(Self.messageID(of: mail), recipients: recipients)
                if server.mood == .silent { return }
                recipients = []
                answer = "250 2.0.0 taken"
            case "MAIL", "RSET":
                recipients = []
                answer = "250 2.0.0 fine"
            case "QUIT":
                _ = say("221 2.0.0 bye")
                return
            default: answer = "250 mail.test"
            }
            guard say(answer) else { return }
        }
    }

    private func say(_ line: String) -> Bool {
        let bytes = Array((line + "\r\n").utf8)
        return send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Without its end; nil when the other side has gone.
    private mutating func readLine() -> String? {
        read(until: Array("\r\n".utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func readMail() -> [UInt8]? { read(until: Array("\r\n.\r\n".utf8)) }

    private mutating func read(until mark: [UInt8]) -> [UInt8]? {
        var searched = 0
        while true {
            var start = max(0, searched - mark.count)
            while start + mark.count <= buffer.count {
                if buffer[start..<(start + mark.count)].elementsEqual(mark) {
                    defer { buffer.removeFirst(start + mark.count) }
                    return Array(buffer[..<start])
                }
                start += 1
            }
            searched = buffer.count
            guard buffer.count < Self.largest, fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        var count = recv(socket, &chunk, chunk.count, 0)
        while count < 0, errno == EINTR { count = recv(socket, &chunk, chunk.count, 0) }
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
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
