import FoundationEssentials
import Identity

/// Where the next page of a list begins. Callers hand it back as they got it: it is good for the list, the person, the
/// filters and the order that it was made for, and a changed one is refused.
struct PageCursors: Sendable {
    let root: RootKey

    /// - Parameter parts: the place in the list, without line ends.
    func text(_ parts: [String], of call: Call) throws -> String {
        let place = parts.joined(separator: "\n")
        return Self.text(try code(place, call) + Array(place.utf8))
    }

    /// Nil without a cursor: the first page.
    ///
    /// - Throws: `invalid_parameter` for what this list did not give.
    func parts(of call: Call, count: Int) throws(Problem) -> [String]? {
        guard let text = call.query["cursor"] else { return nil }
        guard text.utf8.count <= Self.maximumBytes, let bytes = Self.bytes(text), bytes.count > Self.codeBytes,
            let place = String(validating: bytes.dropFirst(Self.codeBytes), as: UTF8.self),
            let code = try? code(place, call), Array(bytes.prefix(Self.codeBytes)) == code
        else { throw Self.invalid }
        let parts = place.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == count else { throw Self.invalid }
        return parts
    }

    static let invalid = Problem(
        .invalidParameter, field: "cursor", "is of another list, filter or order, or was changed")

    private static let maximumBytes = 512
    private static let codeBytes = 16
    /// These do not change what is in the list.
    private static let free: Set<String> = ["cursor", "limit", "format"]

    /// Says which list the place is of.
    private func code(_ place: String, _ call: Call) throws -> [UInt8] {
        let filters = call.query.items.filter { !Self.free.contains($0.name) }.sorted { $0.name < $1.name }
        let scope =
            [call.path, call.identifiedCaller?.person.description ?? ""] + filters.flatMap { [$0.name, $0.value] }
        return Array(try root.hash("cursor", (scope + [place]).map { Array($0.utf8) }).prefix(Self.codeBytes))
    }

    /// Base64 as in RFC 4648, section 5, which needs no encoding in an address.
    private static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        guard let bytes = Data(base64Encoded: standard).map({ Array($0) }), Self.text(bytes) == text else { return nil }
        return bytes
    }
}

extension Call {
    /// The address of the next page (RFC 8288), with everything that this one was asked for.
    func nextLink(_ cursor: String, format: String? = nil) -> String {
        var changes = [QueryItems.Item(name: "cursor", value: cursor)]
        if let format { changes.append(QueryItems.Item(name: "format", value: format)) }
        return "<\(path)?\(query.text(setting: changes))>; rel=\"next\""
    }

    /// A list with the address of its next page.
    func answer<Item>(_ list: ListView<Item>) -> Answer { answer(.json(list), next: list.next) }

    func answer<Item: DirectView>(_ list: ListView<Item>) -> Answer { answer(.json(list), next: list.next) }

    func answer(_ answer: Answer, next: String?, format: String? = nil) -> Answer {
        var answer = answer
        if let next { answer.headers[.linkHeader] = nextLink(next, format: format) }
        return answer
    }
}
