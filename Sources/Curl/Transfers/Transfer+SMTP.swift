import CCurl

extension Transfer {
    func prepare(_ mail: SMTPMessage) throws(CurlError) {
        let server = mail.server
        maximumBodyBytes = 64 * 1024
        try easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try easy.set(CURLOPT_URL, server.url)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: server.connectTimeout)
        try easy.set(CURLOPT_PROXY, "")
        try easy.set(CURLOPT_USE_SSL, server.encryption.useSSL)
        try prepare(server.tls)
        if let credentials = server.credentials {
            try easy.set(CURLOPT_USERNAME, credentials.user)
            try easy.set(CURLOPT_PASSWORD, credentials.password)
        }
        try easy.set(CURLOPT_MAIL_FROM, mail.from)
        try easy.set(CURLOPT_MAIL_RCPT, list: list(of: mail.recipients))
        upload = mail.data
        try easy.set(CURLOPT_UPLOAD, true)
        try easy.set(CURLOPT_INFILESIZE_LARGE, bytes: mail.data.count)
    }
}

extension SMTPServer.Encryption {
    fileprivate var useSSL: Int {
        switch self {
        case .off, .implicit: Int(CURLUSESSL_NONE.rawValue)
        case .opportunistic: Int(CURLUSESSL_TRY.rawValue)
        case .required: Int(CURLUSESSL_ALL.rawValue)
        }
    }
}

extension SMTPServer {
    fileprivate var url: String {
        let scheme = encryption == .implicit ? "smtps" : "smtp"
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(scheme)://\(name):\(port)/\(clientName)"
    }
}

extension SMTPMessage {
    /// Refuses what would change the dialogue: line ends in addresses, lone CR or LF in the data, secrets in clear
    /// text.
    func validate() throws(CurlError) {
        let isSecret = server.encryption == .required || server.encryption == .implicit
        guard !server.host.isEmpty, server.host.isHostName, (1...65_535).contains(server.port),
            !server.clientName.isEmpty, server.clientName.isHostName,
            from.isAddress, !recipients.isEmpty, recipients.allSatisfy({ !$0.isEmpty && $0.isAddress }),
            !data.isEmpty, data.hasWholeLineEnds,
            server.credentials == nil || isSecret || server.allowsPlainTextLogin
        else { throw CurlError(.invalidRequest) }
    }
}

extension String {
    fileprivate var isHostName: Bool {
        utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: ".-:_".utf8.contains(byte)
            }
        }
    }

    fileprivate var isAddress: Bool {
        utf8.count <= 320 && utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !"<>".utf8.contains($0) }
    }
}

extension [UInt8] {
    fileprivate var hasWholeLineEnds: Bool {
        var previous: UInt8 = 0
        for byte in self {
            if (byte == 0x0a) != (previous == 0x0d) { return false }
            previous = byte
        }
        return previous != 0x0d
    }
}
