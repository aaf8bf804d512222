import CCurl

extension Transfer {
    func prepare(_ request: HTTPRequest) throws(CurlError) {
        maximumBodyBytes = request.maximumResponseBytes
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: request.connectTimeout)
        // An empty proxy keeps libcurl from looking into the environment.
        try easy.set(CURLOPT_PROXY, request.proxy ?? "")
        try easy.set(CURLOPT_USERAGENT, "giro")
        if let rule = request.isPeerAllowed {
            isPeerAllowed = rule
            try easy.setOpenSocket(
                callback: Callbacks.openSocket, context: Unmanaged.passUnretained(self).toOpaque())
        }
        try prepare(request.tls)
        try prepareMethod(of: request)
        let lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        try easy.set(CURLOPT_HTTPHEADER, list: list(of: lines + ["Expect:"]))
    }

    private func prepareMethod(of request: HTTPRequest) throws(CurlError) {
        upload = request.body
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            try easy.set(CURLOPT_UPLOAD, true)
            try easy.set(CURLOPT_INFILESIZE_LARGE, bytes: request.body.count)
        } else if request.method == "HEAD" {
            try easy.set(CURLOPT_NOBODY, true)
        }
        try easy.set(CURLOPT_CUSTOMREQUEST, request.method)
    }
}

extension HTTPRequest {
    /// Refuses what would change the meaning of the request on the wire.
    func validate() throws(CurlError) {
        let scheme = url.utf8.prefix { $0 != UInt8(ascii: ":") }
        let name = String(decoding: scheme, as: UTF8.self).lowercased()
        guard name == "http" || name == "https", url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            method.isToken, headers.allSatisfy({ $0.name.isToken && $0.value.isHeaderValue })
        else { throw CurlError(.invalidRequest) }
    }
}

extension String {
    /// RFC 9110 token.
    fileprivate var isToken: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    fileprivate var isHeaderValue: Bool {
        utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }
    }
}
