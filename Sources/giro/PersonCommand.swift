import ArgumentParser
import Foundation
import Gateway
import Identity
import Operations
import Stack

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "What is held about a person: print it, erase it, or reset how they log in.",
        subcommands: [Export.self, Erase.self, ResetFactor.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Print what is held about a person, as JSON.",
            discussion: "The same as GET /v1/profile/export answers. Exit code 1: there is no such person.")

        @Argument(help: "The person's user name, mail address or id.")
        var person: String

        @OptionGroup var options: SettingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var change: ChangeOptions

        func run() async throws {
            let settings = try options.start(needing: .database)
            try change.confirm("Print everything that is held about this person?")
            let gateway = try await RunningGateway.make(settings)
            let id = try await gateway.find(person, output)
            let log = try OperationLog(settings)
            let operation = try log.begin("person export", target: "person \(id)", reason: change.reason)
            let act = log.act("giro person export")
            let export = try await gateway.exported(id, by: act)
            try operation.end(.done, "printed")
            Terminal.say(String(decoding: export, as: UTF8.self))
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase", abstract: "Erase what is held about a person.",
            discussion: """
                Address, name, password, sessions, keys, and who the trail tells of. Accounts are closed; they must be \
                empty, with no payment under way. The ledger stays, under accounts' ids that say nothing. It cannot be \
                undone. Exit code 1: there is no such person, or not while there is money.
                """)

        @Argument(help: "The person's user name, mail address or id.")
        var person: String

        @OptionGroup var options: SettingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var change: ChangeOptions

        func run() async throws {
            let settings = try options.start(needing: .database)
            let gateway = try await RunningGateway.make(settings)
            let id = try await gateway.find(person, output)
            try change.confirm("Erase person \(id) for good?")
            let log = try OperationLog(settings)
            let operation = try log.begin("person erase", target: "person \(id)", reason: change.reason)
            let refusal: String?
            do {
                refusal = try await gateway.erase(id, by: log.act("giro person erase"))
            } catch {
                try? operation.end(.failed, "error")
                throw error
            }
            guard let refusal else {
                try operation.end(.done, "erased")
                return output.say("erased", "done")
            }
            try operation.end(.failed, refusal)
            output.say(refusal, "not now: \(refusal)")
            throw ExitCode(ExitStatus.found.rawValue)
        }
    }
}

extension OperationLog {
    /// The command as the trail tells of it.
    func act(_ command: String) -> Act {
        let party = Act.Party(operatorName: operatorName)
        return Act(action: command, actor: party)
    }
}

extension Gateway {
    /// The person of a user name, mail address or id. Ends the command when there is none.
    func find(_ person: String, _ output: OutputOptions) async throws -> Identifier {
        do {
            if let id = Identifier(person) { return try await identity.person(id).id }
            return try await identity.person(named: person).id
        } catch let error as IdentityError where error.code == .unknownPerson {
            output.say("unknown_person", "there is no such person")
            throw ExitCode(ExitStatus.found.rawValue)
        }
    }
}
