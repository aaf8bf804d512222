import Crypto
import Foundation

extension Pages {
    /// What lets a browser run the page's own script and no other: `'sha256-...'` of its text.
    static let scriptSource: String = {
        let page = String(decoding: PackageResources.api_html, as: UTF8.self)
        let script = page.components(separatedBy: "<script>").dropFirst().first?.components(separatedBy: "</script>")
        let digest = SHA256.hash(data: Data((script?.first ?? "").utf8))
        return "'sha256-\(Data(digest).base64EncodedString())'"
    }()
}
