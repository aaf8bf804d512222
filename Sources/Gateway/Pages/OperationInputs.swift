/// What an operation takes beside its path and headers.
struct OperationInputs: Sendable, Equatable {
    /// The names that may stand behind the `?`.
    var parameters: Set<String> = []
    var hasBody = false

    static let none = OperationInputs()

    /// Of an OpenAPI document, by operation.
    static func all(of document: [String: Any]) -> [String: OperationInputs] {
        let shared = (document["components"] as? [String: Any])?["parameters"] as? [String: [String: Any]] ?? [:]
        var inputs: [String: OperationInputs] = [:]
        for (path, item) in document["paths"] as? [String: [String: [String: Any]]] ?? [:] {
            for (method, operation) in item {
                var taken = OperationInputs(hasBody: operation["requestBody"] != nil)
                for parameter in operation["parameters"] as? [[String: Any]] ?? [] {
                    let name = (parameter["$ref"] as? String)?.split(separator: "/").last
                    let known = name.flatMap { shared[String($0)] } ?? parameter
                    if known["in"] as? String == "query", let name = known["name"] as? String {
                        taken.parameters.insert(name)
                    }
                }
                inputs["\(method.uppercased()) \(path)"] = taken
            }
        }
        return inputs
    }
}
