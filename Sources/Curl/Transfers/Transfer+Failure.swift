import CCurl

extension Transfer {
    /// The one place where libcurl's codes get their meaning.
    func failure(_ code: CURLcode) -> CurlError {
        if isTooLarge { return error(.responseTooLarge, code) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return error(.resolveFailed, code)
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            return error(isPeerRefused ? .addressRefused : .connectFailed, code)
        case CURLE_OPERATION_TIMEDOUT:
            return error(.timedOut, code)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CIPHER:
            return error(.tlsFailed, code)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return error(.certificateRejected, code)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_INITFAILED:
            return error(.tlsSettings, code)
        case CURLE_USE_SSL_FAILED:
            return error(.startTLSUnavailable, code)
        case CURLE_LOGIN_DENIED:
            return error(.loginDenied, code)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            return isRefusedMail ? error(.smtpRejected, code) : error(.protocolViolation, code)
        case CURLE_SEND_ERROR:
            // libcurl says this of refused SMTP commands too.
            return isRefusedMail ? error(.smtpRejected, code) : error(.connectionLost, code)
        case CURLE_RECV_ERROR, CURLE_UPLOAD_FAILED, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
            CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_AGAIN:
            return error(.connectionLost, code)
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            return error(.invalidRequest, code)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            // Also an answer that is no HTTP at all: the request's own scheme was checked before.
            return error(.protocolViolation, code)
        case CURLE_OUT_OF_MEMORY:
            return error(.outOfMemory, code)
        default:
            // libcurl's list is open: a code not known here is an environment fault, never the other side's verdict.
            return error(.other, code)
        }
    }

    /// Ended by this side.
    func failure(_ code: CurlError.Code) -> CurlError {
        CurlError(code, mayHaveTakenEffect: mayHaveTakenEffect)
    }

    private func error(_ code: CurlError.Code, _ library: CURLcode) -> CurlError {
        var error = CurlError(code, mayHaveTakenEffect: mayHaveTakenEffect, libraryCode: Int(library.rawValue))
        if case .smtp = submission.job, code == .smtpRejected || code == .loginDenied {
            error.smtpReply = easy.long(CURLINFO_RESPONSE_CODE)
            error.smtpStatus = refusal?.enhancedStatus
            error.mayHaveTakenEffect = false
        }
        return error
    }

    private var isRefusedMail: Bool {
        guard case .smtp = submission.job else { return false }
        return (400...599).contains(easy.long(CURLINFO_RESPONSE_CODE))
    }

    private var mayHaveTakenEffect: Bool {
        switch submission.job {
        case .http: uploadedBytes > 0 || easy.long(CURLINFO_REQUEST_SIZE) > 0
        case .smtp: isUploadComplete
        }
    }
}

extension SMTPReply {
    /// "5.1.1" at the start of the text (RFC 3463).
    fileprivate var enhancedStatus: String? {
        let word = text.prefix { $0 != " " }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        let isStatus = parts.count == 3 && parts.allSatisfy { Self.isShortNumber($0) }
        return isStatus ? String(word) : nil
    }

    private static func isShortNumber(_ text: Substring) -> Bool {
        (1...3).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
