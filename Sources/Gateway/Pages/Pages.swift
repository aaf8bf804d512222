import Foundation
import Yams

/// The description of the API, as it is in the repository and as JSON, and a page that shows it.
struct Pages: Sendable {
    let yaml: [UInt8]
    let json: [UInt8]
    let html: [UInt8]

    init() throws {
        yaml = PackageResources.openapi_yaml
        html = PackageResources.api_html
        let document = try Yams.load(yaml: String(decoding: yaml, as: UTF8.self)) ?? [:]
        json = Array(try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys]))
    }
}
