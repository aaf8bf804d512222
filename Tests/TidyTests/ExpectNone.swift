import Testing

/// Fails with every finding in words.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
    let list = findings.map(\.description).joined(separator: "\n")
    let count = findings.count
    #expect(count == 0, "\(list)", sourceLocation: sourceLocation)
}
