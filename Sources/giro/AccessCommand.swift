import ArgumentParser
import Operations

struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acls", abstract: "Who may read and write which topic, and the cluster's rules against it.",
        discussion: """
            Without a flag the table is shown and no cluster is asked. Principals are User:giro_wallet and so on; \
            --principal wallet=User:CN=wallet names others. --apply gives what is missing and takes nothing away. Exit \
            code 1 when rules are missing, or a principal may write where the table does not say so.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Compare the cluster with the table.")
    var check = false

    @Flag(help: "Give what is missing.")
    var apply = false

    @Option(help: ArgumentHelp("What a party is called in the cluster; may be repeated.", valueName: "party=principal"))
    var principal: [String] = []

    func validate() throws {
        if check, apply { throw ValidationError("give --check or --apply") }
        _ = try access()
    }

    func run() throws {
        let settings = try check || apply ? settings.start(needing: .kafka) : settings.start()
        let operations = AccessOperations(settings: settings, access: try access())
        let report = try apply ? operations.apply() : check ? operations.check() : operations.list()
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.lines(paint: output.paint))
        try Terminal.finish(report.status)
    }

    private func access() throws -> TopicAccess {
        var principals: [TopicAccess.Party: String] = [:]
        for text in principal {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let party = TopicAccess.Party(rawValue: parts[0]), parts[1].contains(":") else {
                let parties = TopicAccess.Party.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--principal takes party=Type:name, the party one of \(parties)")
            }
            principals[party] = parts[1]
        }
        return TopicAccess(principals: principals)
    }
}
