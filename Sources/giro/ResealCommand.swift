import ArgumentParser
import Gateway
import Identity
import Operations
import Stack

struct ResealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reseal", abstract: "Seal personal data again with the newest key.",
        discussion: """
            The newest is the first of identity.data.keys. When no row is under an older key any more, and a day after \
            the gateways have the new one, the older one can be taken out of the settings. Gateways go on meanwhile. \
            --dry-run counts only. Exit code 1: rows are under older keys.
            """)

    @OptionGroup var options: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions

    @Flag(name: .customLong("dry-run"), help: "Say how many rows are under which key.")
    var isDryRun = false

    func run() async throws {
        let settings = try options.start(needing: .database)
        let gateway = try await RunningGateway.make(settings)
        var operation: LoggedOperation?
        if !isDryRun {
            try change.confirm("Seal everything under the key \(gateway.identity.vault.currentKey)?")
            operation = try OperationLog(settings).begin(
                "reseal", target: "key \(gateway.identity.vault.currentKey)", reason: change.reason)
        }
        do {
            let report = ResealReport(
                try await gateway.reseal(changes: !isDryRun), current: gateway.identity.vault.currentKey)
            try operation?.end(.done, "\(report.left) rows left under older keys")
            output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
            try Terminal.finish(report.left == 0 ? .done : .found)
        } catch let error as IdentityError {
            try? operation?.end(.failed, error.code.rawValue)
            Terminal.fail("a row is under a key that is not in the settings, or was changed", .unavailable)
        }
    }
}

/// Rows under each key.
private struct ResealReport: Encodable {
    struct Row: Encodable {
        let column: String
        let key: String
        let rows: Int64
    }

    let current: String
    let rows: [Row]
    /// Under other keys than the current one.
    let left: Int64

    init(_ standings: [Resealing.Standing], current: String) {
        self.current = current
        rows = standings.map { Row(column: $0.column, key: $0.key, rows: $0.rows) }
        left = standings.filter { $0.key != current }.map(\.rows).reduce(0, +)
    }

    func lines(paint: Paint) -> [String] {
        var table = TextTable([.init("column"), .init("key"), .init("rows", .right)])
        for row in rows { table.add([.init(row.column), .init(row.key), .init("\(row.rows)")]) }
        return table.lines(paint: paint) + ["", "\(left) rows are under other keys than \(current)"]
    }
}
