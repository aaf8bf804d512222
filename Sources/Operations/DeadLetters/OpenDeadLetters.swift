import Settings

extension StatusReport {
    /// How many dead letters nobody has dealt with.
    public struct OpenDeadLetters: Sendable, Equatable, Encodable {
        public let open: Int
        /// False when the topics hold more than a status looks at.
        public let isComplete: Bool
        /// Why they could not be counted.
        public let error: String?

        /// Messages that are looked at.
        private static let maximum = 20_000

        init(_ settings: Settings) {
            do throws(OperationError) {
                let counted = try DeadLetterBox(settings).countOpen(maximum: Self.maximum)
                self.init(open: counted.open, isComplete: counted.isComplete, error: nil)
            } catch {
                self.init(open: 0, isComplete: false, error: error.detail)
            }
        }

        private init(open: Int, isComplete: Bool, error: String?) {
            self.open = open
            self.isComplete = isComplete
            self.error = error
        }

        func lines(paint: Paint) -> [String] {
            if let error { return [paint("dead letters could not be counted: \(error)", .bad)] }
            if open == 0 { return [] }
            let more = isComplete ? "" : " or more"
            return ["", paint("Dead letters: \(open.grouped)\(more) open (giro dlq list)", .warning)]
        }
    }
}
