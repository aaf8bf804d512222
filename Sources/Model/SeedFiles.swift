/// The files of seeds/, as bytes.
public enum SeedFiles {
    /// What the committed files are made from.
    public static let workload = Workload(seed: 20_260_105, payments: 10_000)

    /// Names and contents, in the order they are to be published; the last two are not messages.
    public static func make(_ workload: Workload = workload) -> [(name: String, bytes: [UInt8])] {
        let setup = workload.lines(in: .setup)
        return [
            ("billers.ndjson", ndjson(setup.filter { isOfBiller($0) })),
            ("customers.ndjson", ndjson(setup.filter { !isOfBiller($0) })),
            ("topups.ndjson", ndjson(workload.lines(in: .funding))),
            ("payments.ndjson", ndjson(workload.lines(in: .payments))),
            ("biller-rules.json", BillerRule.json()),
            ("expected.json", workload.expectation().json()),
        ]
    }

    private static func isOfBiller(_ line: SeedLine) -> Bool { !line.key.hasPrefix("cust-") }

    private static func ndjson(_ lines: some Sequence<SeedLine>) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines { bytes += line.ndjson() }
        return bytes
    }
}
