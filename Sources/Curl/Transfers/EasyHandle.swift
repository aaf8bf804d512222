import CCurl

/// libcurl's handle of one transfer at a time; used again after a reset.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer

    init() {
        guard let pointer = curl_easy_init() else { preconditionFailure("libcurl has no memory") }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    func reset() {
        curl_easy_reset(pointer)
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(giro_curl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(CurlError) {
        try check(giro_curl_set_long(pointer, option, value ? 1 : 0))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try check(giro_curl_set_string(pointer, option, value))
    }

    func set(_ option: CURLoption, optional value: String?) throws(CurlError) {
        if let value { try set(option, value) }
    }

    func set(_ option: CURLoption, milliseconds value: Duration) throws(CurlError) {
        let (seconds, attoseconds) = value.components
        // Zero would mean no limit at all.
        let milliseconds = seconds.multipliedReportingOverflow(by: 1_000)
        let total =
            milliseconds.overflow ? Int64(Int32.max) : milliseconds.partialValue + attoseconds / 1_000_000_000_000_000
        try set(option, Int(min(max(total, 1), Int64(Int32.max))))
    }

    func set(_ option: CURLoption, bytes value: Int) throws(CurlError) {
        try check(giro_curl_set_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) throws(CurlError) {
        try check(giro_curl_set_list(pointer, option, list))
    }

    func set(_ option: CURLoption, context: UnsafeMutableRawPointer) throws(CurlError) {
        try check(giro_curl_set_pointer(pointer, option, context))
    }

    func set(_ option: CURLoption, callback: @escaping giro_curl_data_callback) throws(CurlError) {
        try check(giro_curl_set_data_callback(pointer, option, callback))
    }

    func setSeek(callback: @escaping giro_curl_seek_callback) throws(CurlError) {
        try check(giro_curl_set_seek_callback(pointer, callback))
    }

    func setOpenSocket(
        callback: @escaping giro_curl_open_socket_callback, context: UnsafeMutableRawPointer
    ) throws(CurlError) {
        try check(giro_curl_set_open_socket(pointer, callback, context))
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        giro_curl_get_long(pointer, info, &value)
        return value
    }

    /// An option this libcurl does not have, or a value it does not take.
    private func check(_ code: CURLcode) throws(CurlError) {
        if code != CURLE_OK {
            throw CurlError(.invalidRequest, libraryCode: Int(code.rawValue))
        }
    }
}
