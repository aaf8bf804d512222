import Messages

/// Opens the accounts that payments go between, through the wallet, as anybody would.
struct AccountLoad {
    let ground: BenchGround
    let feed: MessageFeed

    /// Not more than this on the topic at once: the embedded broker keeps 5 MiB a partition.
    private static let underWay = 20_000

    func open(_ count: Int, onProgress: (Int) -> Void) throws {
        func applied() throws -> Int {
            Int(try ground.positions(of: "wallet").applied[AccountRequested.topic] ?? 0)
        }
        let before = try applied()
        for number in 0..<count {
            try feed.send(PaymentGenerator.opening(number))
            guard number % 2_000 == 0 else { continue }
            onProgress(number)
            try ground.wait("the wallet to open accounts") { try number - (applied() - before) < Self.underWay }
        }
        try feed.flush()
        try ground.wait("the wallet to open accounts") { try applied() - before >= count }
    }
}
