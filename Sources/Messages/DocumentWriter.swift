/// Writes a JSON document for people: indented by two spaces, keys in the order given.
struct DocumentWriter {
    private(set) var text = ""
    private var depth = 0
    private var isFirst = true

    /// Without a name: the document itself, or an array's element.
    mutating func object(_ name: String?, _ content: (inout DocumentWriter) -> Void) {
        enclosed(name, "{", "}", content)
    }

    mutating func array(_ name: String, _ content: (inout DocumentWriter) -> Void) {
        enclosed(name, "[", "]", content)
    }

    mutating func string(_ name: String?, _ value: String) {
        start(name)
        text += quoted(value)
    }

    mutating func integer(_ name: String, _ value: Int64) {
        start(name)
        text += String(value)
    }

    mutating func reference(_ name: String, _ pointer: String) {
        object(name) { $0.string("$ref", pointer) }
    }

    /// JSON that is already indented the same way.
    mutating func raw(_ name: String, _ lines: [Substring]) {
        start(name)
        text += lines.joined(separator: "\n" + indentation)
    }

    private var indentation: String { String(repeating: "  ", count: depth) }

    private mutating func enclosed(
        _ name: String?, _ opening: String, _ closing: String, _ content: (inout DocumentWriter) -> Void
    ) {
        start(name)
        text += opening
        depth += 1
        isFirst = true
        content(&self)
        depth -= 1
        text += isFirst ? closing : "\n\(indentation)\(closing)"
        isFirst = false
    }

    private mutating func start(_ name: String?) {
        if depth > 0 { text += isFirst ? "\n\(indentation)" : ",\n\(indentation)" }
        isFirst = false
        if let name { text += "\(quoted(name)): " }
    }

    private func quoted(_ value: String) -> String {
        var writer = JSONWriter(capacity: value.utf8.count + 2)
        writer.text(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
