import Foundation
import Mustache
import Yams

/// The description of the API, as it is in the repository and as JSON, a page that shows it, and the page that a
/// statement is printed on.
struct Pages: Sendable {
    let yaml: [UInt8]
    let json: [UInt8]
    let html: [UInt8]
    /// What each operation takes, as `GET /v1/profile`: the description is what the server goes by.
    let inputs: [String: OperationInputs]
    private let printed: MustacheTemplate

    init() throws {
        yaml = PackageResources.openapi_yaml
        html = PackageResources.api_html
        printed = try MustacheTemplate(string: String(decoding: PackageResources.statement_mustache, as: UTF8.self))
        let document = try Yams.load(yaml: String(decoding: yaml, as: UTF8.self)) as? [String: Any] ?? [:]
        inputs = OperationInputs.all(of: document)
        json = Array(try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys]))
    }

    /// - Parameter page: what the template names; texts are escaped.
    func statement(_ page: [String: Any]) -> String { printed.render(page) }
}
