import ArgumentParser
import Gateway
import Identity
import Operations
import Settings
import Stack

struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Give a person a role: user, business, operator or admin.",
        discussion: """
            For the first admin; afterwards admins do it over the API. It holds from the person's next log-in or \
            refresh. Operators and admins have their rights once the session has a second factor (setting \
            identity.second.factor); the answer to their log-in says so. A role is lost when the mail address is \
            confirmed by the first log-in with a code, so confirm it before. Exit code 1: there is no such person.
            """)

    @Argument(help: "The person's user name or mail address.")
    var person: String

    @Argument(help: "user, business, operator or admin.")
    var role: String

    @OptionGroup var options: SettingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        if Person.Role(rawValue: role) == nil { throw ValidationError("there is no role \(role)") }
    }

    func run() async throws {
        guard let role = Person.Role(rawValue: role) else { return }
        let settings = try options.start(needing: .database)
        let gateway = try await RunningGateway.make(settings)
        let id = try await gateway.find(person, output)
        try change.confirm("Give person \(id) the role \(role.rawValue)?")
        let log = try OperationLog(settings)
        let operation = try log.begin("role", target: "person \(id) as \(role.rawValue)", reason: change.reason)
        var identity = gateway.identity
        identity.act = log.act("giro role")
        do {
            try await identity.setRole(role, of: id, by: .command)
        } catch {
            try? operation.end(.failed, (error as? IdentityError)?.code.rawValue ?? "error")
            throw error
        }
        try operation.end(.done, role.rawValue)
        output.say("done", "done")
    }
}
