import ArgumentParser
import Gateway
import Identity
import Operations
import Stack

extension PersonCommand {
    struct ResetFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-factor", abstract: "Switch a person's second factor off.",
            discussion: """
                For a person who has lost app and recovery codes; make sure that it is them. A mail tells them. Exit \
                code 1: there is no such person, or no second factor.
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
            try change.confirm("Switch the second factor of person \(id) off?")
            let log = try OperationLog(settings)
            let operation = try log.begin("person reset-factor", target: "person \(id)", reason: change.reason)
            var identity = gateway.identity
            identity.act = log.act("giro person reset-factor")
            do {
                try await identity.resetSecondFactor(of: id)
            } catch let error as IdentityError where error.code == .secondFactorOff {
                try operation.end(.failed, error.code.rawValue)
                output.say("second_factor_off", "there is no second factor")
                throw ExitCode(ExitStatus.found.rawValue)
            } catch {
                try? operation.end(.failed, "error")
                throw error
            }
            try operation.end(.done, "switched off")
            output.say("done", "done")
        }
    }
}
