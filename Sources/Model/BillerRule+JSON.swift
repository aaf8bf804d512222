extension BillerRule {
    /// The simulator's configuration: `{"rules":[..]}`, one rule a line.
    public static func json() -> [UInt8] {
        var bytes = Array("{\"rules\":[\n".utf8)
        for (index, rule) in all.enumerated() {
            if index > 0 { bytes += Array(",\n".utf8) }
            var text = JSONText()
            text.object(rule.write)
            bytes += text.bytes
        }
        return bytes + Array("\n]}\n".utf8)
    }

    private func write(to text: inout JSONText) {
        text.objectField("match") { $0.field("bill_prefix", billPrefix) }
        switch behaviour {
        case .refuse(let reason):
            text.field("behaviour", "refuse")
            text.field("reason", reason.rawValue)
        case .late(let milliseconds):
            text.field("behaviour", "late")
            text.field("ms", milliseconds)
        case .failing(let times):
            text.field("behaviour", "error5xx")
            text.field("times", times)
        case .dropping(let times):
            text.field("behaviour", "drop_after")
            text.field("times", times)
        case .twice:
            text.field("behaviour", "twice")
        }
    }
}
