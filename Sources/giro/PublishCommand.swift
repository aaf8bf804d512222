import ArgumentParser
import Foundation
import Operations

struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish a file of messages, one JSON object per line.",
        discussion: """
            Each line is {"topic": ..., "key": ..., "value": {...}}; the key may be left out. "raw": "text" in place \
            of the value is published as it is. With --topic each line is a value. A line that no worker could read \
            is not published: it is reported on standard error with its number and a code, and the rest goes on.
            """)

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The file; - is standard input.")
    var file: String

    @Option(help: "The topic of every line; the lines are values.")
    var topic: String?

    @Option(help: ArgumentHelp("With --topic: the member that is the record's key.", valueName: "name"))
    var keyField: String?

    @Flag(name: .customLong("validate"), inversion: .prefixedNo, help: "Refuse lines that no worker could read.")
    var validates = true

    @Flag(name: .customLong("strict"), help: "Stop at the first line that is refused.")
    var isStrict = false

    func validate() throws {
        if keyField != nil, topic == nil { throw ValidationError("--key-field needs --topic") }
    }

    func run() throws {
        let settings = try settings.start(needing: .kafka)
        let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw OperationError(.unreadableFile, "\(file): \(String(cString: strerror(errno)))")
        }
        let reader = LineReader(descriptor: descriptor, maximumBytes: options.maximumLineBytes)
        let progress = ProgressLine(descriptor: descriptor)
        let publisher = try CommandPublisher(settings.kafka, options: options) { refused in
            progress.clear()
            Terminal.complain("line \(refused.line): \(refused.code): \(refused.detail)")
        }
        let report: PublishReport
        do {
            report = try publisher.publish(lines: reader) { progress.show($0, bytesRead: reader.bytesRead) }
        } catch {
            progress.clear()
            Terminal.complain("\(publisher.progress.sentence); Kafka has not confirmed all of them")
            throw error
        }
        progress.clear()
        output.isJSON ? Terminal.say(JSONReport.text(report)) : Terminal.say(report.sentence)
        if let failure = reader.failure {
            throw OperationError(.unreadableFile, "\(file): \(String(cString: strerror(failure)))")
        }
        try Terminal.finish(report.status)
    }

    private var options: PublishOptions {
        var options = PublishOptions()
        options.topic = topic
        options.keyField = keyField
        options.validates = validates
        options.isStrict = isStrict
        return options
    }
}
