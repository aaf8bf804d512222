import Payments

/// A way to spoil a line, and the code every decoder must refuse it with.
struct LineFault: Sendable {
    let code: String
    let needsBill: Bool
    let spoil: @Sendable (PaymentOrder) -> [UInt8]

    static let all: [LineFault] = [
        LineFault("invalid_json") { order in Array(order.json.dropLast(7)) },
        LineFault("invalid_json") { _ in Array("please pay cust-000001".utf8) },
        LineFault("invalid_json") { order in order.json + Array("}".utf8) },
        LineFault("not_an_object") { order in Array("[".utf8) + order.json + Array("]".utf8) },
        LineFault("duplicate_field", replacing: "\"currency\":", by: "\"amount_minor\":1,\"currency\":"),
        LineFault("missing_field", replacing: "\"payee\":", by: "\"to\":"),
        LineFault("missing_field", replacing: "\"payment\":", by: "\"Payment\":"),
        LineFault("missing_field", needsBill: true, replacing: "\"bill\":", by: "\"invoice\":"),
        LineFault("wrong_type", replacing: "\"amount_minor\":", by: "\"amount_minor\":0.5,\"was\":"),
        LineFault("wrong_type", replacing: "\"amount_minor\":", by: "\"amount_minor\":\"12\",\"was\":"),
        LineFault("wrong_type", replacing: "\"amount_minor\":", by: "\"amount_minor\":9223372036854775808,\"was\":"),
        LineFault("wrong_type", replacing: "\"kind\":\"transfer\"", by: "\"kind\":{\"transfer\":true}"),
        LineFault("invalid_value", replacing: "\"kind\":\"transfer\"", by: "\"kind\":\"gift\""),
        LineFault("invalid_value", replacing: "\"payment\":\"0", by: "\"payment\":\"g"),
        LineFault("invalid_value", replacing: "\"payee\":\"", by: "\"payee\":\"a b"),
        LineFault("invalid_value", replacing: "\"currency\":\"", by: "\"currency\":\"LONGNAME"),
        LineFault("invalid_value", replacing: "\"requested_at\":\"", by: "\"requested_at\":\"1"),
        LineFault(
            "invalid_value", replacing: "\"currency\":",
            by: "\"bill\":\"\(String(repeating: "x", count: 141))\",\"currency\":"),
    ]

    private init(
        _ code: String, needsBill: Bool = false, spoil: @escaping @Sendable (PaymentOrder) -> [UInt8]
    ) {
        self.code = code
        self.needsBill = needsBill
        self.spoil = spoil
    }

    private init(
        _ code: String, needsBill: Bool = false, replacing old: String, by new: String
    ) {
        self.init(code, needsBill: needsBill) { order in
            let text = order.json
            let old = Array(old.utf8)
            guard let start = text.indices.first(where: { text[$0...].starts(with: old) }) else {
                preconditionFailure("the line has nothing to spoil")
            }
            return text[..<start] + Array(new.utf8) + text[(start + old.count)...]
        }
    }
}
