import ArgumentParser
import Foundation
import Kafka
import Logging
import Messages

struct BrokerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker", abstract: "Run the embedded broker in a process of its own, with every topic made.",
        discussion: """
            Prints its bootstrap servers as the first line. In memory and on loopback only: for trying and for tests. \
            With --control it reads one fault per line from its input, answers "ok" or "error ...", and ends with its \
            input:
              fail <request> <error>[,<error>...]     the next such requests fail: fail produce request_timed_out
              latency <milliseconds> <broker>         added to each of a broker's answers
              down <broker> | up <broker>             connections are closed and refused
              leader <topic> <partition> <broker>     the partition moves
              coordinator <group> <broker>            the group's coordinator moves
            """)

    @Option(help: "How many brokers; they are numbered from 1.")
    var brokers: Int32 = 1

    @Option(help: "Partitions of every topic.")
    var partitions: Int32 = 4

    @Flag(help: "Read faults from standard input, and end with it.")
    var control = false

    func validate() throws {
        guard (1...16).contains(brokers) else { throw ValidationError("--brokers must be 1 to 16") }
        guard (1...1_000).contains(partitions) else { throw ValidationError("--partitions must be 1 to 1000") }
    }

    func run() throws {
        StackLogging.start()
        let broker = try EmbeddedBroker(brokers: brokers, logger: Logger(label: "giro.broker"))
        for topic in Catalogue.topics + Catalogue.deadLetterTopics {
            try broker.createTopic(topic.name, partitions: partitions)
        }
        Terminal.say(broker.bootstrapServers)
        guard control else {
            while true { pause() }
        }
        while let line = readLine() { Terminal.say(answer(line, broker)) }
    }

    private func answer(_ line: String, _ broker: EmbeddedBroker) -> String {
        guard let fault = BrokerFault(line) else { return "error unknown_command" }
        do {
            try fault.apply(to: broker)
            return "ok"
        } catch {
            return "error \(error)"
        }
    }
}
