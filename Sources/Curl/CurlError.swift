/// Why a transfer gave no answer.
public struct CurlError: Error, Sendable, Hashable {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case resolveFailed = "resolve_failed"
        case connectFailed = "connect_failed"
        /// Every address of the host is one that the request may not be sent to.
        case addressRefused = "address_refused"
        case connectionLost = "connection_lost"
        case timedOut = "timed_out"
        case tlsFailed = "tls_failed"
        case certificateRejected = "certificate_rejected"
        /// The client's own certificate, key or authority file cannot be used.
        case tlsSettings = "tls_settings"
        /// The server does not offer STARTTLS although it is required.
        case startTLSUnavailable = "starttls_unavailable"
        case loginDenied = "login_denied"
        /// The mail server said no; `smtpReply` has its code.
        case smtpRejected = "smtp_rejected"
        /// The other side does not speak the protocol.
        case protocolViolation = "protocol_violation"
        case responseTooLarge = "response_too_large"
        /// The request can never be sent as it is.
        case invalidRequest = "invalid_request"
        /// More calls are waiting than allowed.
        case overloaded
        case cancelled
        case shutDown = "shut_down"
        case outOfMemory = "out_of_memory"
        case other
    }

    public var code: Code
    /// The mail server's reply code where one decided the outcome.
    public var smtpReply: Int?
    /// The mail server's enhanced status, such as "5.1.1", where it gave one.
    public var smtpStatus: String?
    /// Whether the other side may have received enough to act. False means that certainly nothing happened there.
    public var mayHaveTakenEffect: Bool
    /// libcurl's own number for the failure; 0 where libcurl was not asked.
    public var libraryCode: Int

    public init(
        _ code: Code,
        smtpReply: Int? = nil,
        smtpStatus: String? = nil,
        mayHaveTakenEffect: Bool = false,
        libraryCode: Int = 0
    ) {
        self.code = code
        self.smtpReply = smtpReply
        self.smtpStatus = smtpStatus
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.libraryCode = libraryCode
    }

    /// Whether the same request, unchanged, may succeed later: the fault lies in the surroundings, not in the request.
    public var isTransient: Bool {
        switch code {
        case .resolveFailed, .connectFailed, .addressRefused, .connectionLost, .timedOut, .tlsFailed,
            .certificateRejected, .tlsSettings,
            .startTLSUnavailable, .loginDenied, .protocolViolation, .overloaded, .cancelled, .shutDown, .outOfMemory,
            .other:
            true
        case .smtpRejected:
            (smtpReply ?? 0) < 500
        case .responseTooLarge, .invalidRequest:
            false
        }
    }
}

extension CurlError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Says nothing about hosts, addresses or contents.
    public var description: String {
        var text = code.rawValue
        if let smtpReply { text += " \(smtpReply)" }
        if let smtpStatus { text += " \(smtpStatus)" }
        return text
    }

    public var debugDescription: String {
        "CurlError(\(description), mayHaveTakenEffect: \(mayHaveTakenEffect), libraryCode: \(libraryCode))"
    }
}
