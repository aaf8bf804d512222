import Settings

/// The passwords of the stack's database roles: made once, kept in a file that only its owner reads.
struct StackSecrets {
    private let passwords: [String: String]

    init(in directory: StackDirectory, roles: [String]) throws(StackError) {
        let file = directory.path + "/secrets"
        var passwords: [String: String] = [:]
        for line in (directory.read(file) ?? "").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { passwords[String(parts[0])] = String(parts[1]) }
        }
        for role in roles where passwords[role] == nil {
            passwords[role] = Self.random()
        }
        try directory.write(passwords.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined(), to: file)
        self.passwords = passwords
    }

    subscript(role: String) -> String { passwords[role] ?? "" }

    /// 192 bits of the system's randomness.
    private static func random() -> String {
        (0..<3).map { _ in
            let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
