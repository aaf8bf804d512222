import CCurl

/// One exchange under way. Lives on the loop's thread; libcurl's callbacks find it through an unretained pointer, which
/// is good because the loop keeps it until its easy handle was taken down.
final class Transfer {
    /// All header lines of an answer together.
    static let maximumHeaderBytes = 64 * 1024
    /// For TLS 1.2: what was sent stays secret when a key leaks later, and is encrypted and authenticated in one step.
    /// All suites of TLS 1.3 are so.
    static let cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20"

    let submission: Submission
    let easy: EasyHandle
    var answer = Answer()
    var headerBytes = 0
    var maximumBodyBytes = 0
    var isTooLarge = false
    var isPeerAllowed: (@Sendable ([UInt8]) -> Bool)?
    /// An address was refused that the host's name led to.
    var isPeerRefused = false
    var upload: [UInt8] = []
    var uploadedBytes = 0
    /// libcurl has the last byte: the other side has it too, or soon will.
    var isUploadComplete = false
    /// A mail server's last reply from 400 on.
    var refusal: SMTPReply?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    var id: UInt64 { submission.id }

    init(_ submission: Submission, easy: EasyHandle) {
        self.submission = submission
        self.easy = easy
    }

    deinit {
        for list in lists { curl_slist_free_all(list) }
    }

    static func of(_ handle: UnsafeMutableRawPointer?) -> Transfer? {
        guard let handle else { return nil }
        var context: UnsafeMutableRawPointer?
        giro_curl_get_pointer(handle, CURLINFO_PRIVATE, &context)
        return context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// `sharesConnection`: a connection that others use may carry the transfer, and its own may carry others later.
    func prepare(remaining: Duration, sharesConnection: Bool) throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_PRIVATE, context: context)
        try easy.set(CURLOPT_NOSIGNAL, true)
        // A name server that does not answer must not hold the thread when its transfer is taken down.
        try easy.set(CURLOPT_QUICK_EXIT, true)
        try easy.set(CURLOPT_TIMEOUT_MS, milliseconds: remaining)
        try easy.set(CURLOPT_WRITEFUNCTION, callback: Callbacks.write)
        try easy.set(CURLOPT_WRITEDATA, context: context)
        try easy.set(CURLOPT_HEADERFUNCTION, callback: Callbacks.header)
        try easy.set(CURLOPT_HEADERDATA, context: context)
        try easy.set(CURLOPT_READFUNCTION, callback: Callbacks.read)
        try easy.set(CURLOPT_READDATA, context: context)
        // Refusing to rewind is what keeps libcurl from sending a body again by itself on a broken kept connection.
        try easy.setSeek(callback: Callbacks.seek)
        try easy.set(CURLOPT_SEEKDATA, context: context)
        if !sharesConnection {
            try easy.set(CURLOPT_FRESH_CONNECT, true)
            try easy.set(CURLOPT_FORBID_REUSE, true)
        }
        switch submission.job {
        case .http(let request): try prepare(request)
        case .smtp(let mail): try prepare(mail)
        }
    }

    func prepare(_ tls: TLSSettings) throws(CurlError) {
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try easy.set(CURLOPT_SSL_CIPHER_LIST, Self.cipherSuites)
        try easy.set(CURLOPT_SSL_VERIFYPEER, tls.verifiesPeer)
        try easy.set(CURLOPT_SSL_VERIFYHOST, tls.verifiesPeer ? 2 : 0)
        try easy.set(CURLOPT_CAINFO, optional: tls.authorityFile)
        try easy.set(CURLOPT_CAPATH, optional: tls.authorityDirectory)
        try easy.set(CURLOPT_SSLCERT, optional: tls.clientCertificateFile)
        try easy.set(CURLOPT_SSLKEY, optional: tls.clientKeyFile)
        try easy.set(CURLOPT_KEYPASSWD, optional: tls.clientKeyPassword)
    }

    /// A list that lives as long as the transfer.
    func list(of lines: [String]) throws(CurlError) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw CurlError(.outOfMemory)
            }
            list = longer
        }
        if let list { lists.append(list) }
        return list
    }

    func outcome(of code: CURLcode) -> Result<Answer, CurlError> {
        guard code == CURLE_OK else { return .failure(failure(code)) }
        answer.status = easy.long(CURLINFO_RESPONSE_CODE)
        return .success(answer)
    }
}
