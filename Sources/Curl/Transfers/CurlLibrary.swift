import CCurl

/// libcurl's process-wide part, started once.
enum CurlLibrary {
    private static let started: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    static func start() {
        precondition(started, "libcurl cannot start")
    }
}
