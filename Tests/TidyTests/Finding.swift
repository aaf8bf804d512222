/// One breach of a rule of the house, worded for the person who has to mend it.
struct Finding: Equatable, CustomStringConvertible {
    var file: String
    var line: Int
    var message: String

    var description: String { line > 0 ? "\(file):\(line): \(message)" : "\(file): \(message)" }
}
