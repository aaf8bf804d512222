import Glibc
import Synchronization

/// Ends the process over one payload, on purpose. Off unless the environment names one:
/// `GIRO_DEADLY=wallet:handle:trap:TEXT` ends the worker `wallet` whenever it handles a message or a timer whose bytes
/// hold the text. Stages are decode, handle and call; ways are trap, abort (as libraries do) and kill (as the kernel
/// does when memory runs out). Several stand behind each other, separated by commas.
enum DeadlyPayload {
    private enum Way: String {
        case trap, abort, kill
    }

    private struct Plan {
        let worker: String
        let stage: InHand.Stage
        let way: Way
        let text: [UInt8]
    }

    private static let plans: [Plan] = {
        guard let setting = getenv("GIRO_DEADLY").map({ String(cString: $0) }) else { return [] }
        return setting.split(separator: ",").compactMap { plan in
            let parts = plan.split(separator: ":", maxSplits: 3)
            guard parts.count == 4, let stage = InHand.Stage(rawValue: String(parts[1])),
                let way = Way(rawValue: String(parts[2])), !parts[3].isEmpty
            else { return nil }
            return Plan(worker: String(parts[0]), stage: stage, way: way, text: Array(parts[3].utf8))
        }
    }()

    static var isArmed: Bool { !plans.isEmpty }

    static func meet(_ worker: String, _ stage: InHand.Stage, _ bytes: UnsafeRawBufferPointer) {
        for plan in plans where plan.worker == worker && plan.stage == stage && holds(bytes, plan.text) { end(plan) }
    }

    static func meet(_ worker: String, _ stage: InHand.Stage, _ call: Call) {
        call.body.withUnsafeBytes { meet(worker, stage, $0) }
        Array(call.key.utf8).withUnsafeBytes { meet(worker, stage, $0) }
    }

    private static func holds(_ bytes: UnsafeRawBufferPointer, _ text: [UInt8]) -> Bool {
        guard bytes.count >= text.count else { return false }
        return (0...bytes.count - text.count).contains { bytes[$0..<$0 + text.count].elementsEqual(text) }
    }

    private static func end(_ plan: Plan) {
        // What a crash says of itself is said for those who started the process.
        let line = Array("GIRO_DEADLY ends \(plan.worker) at \(plan.stage.rawValue)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        switch plan.way {
        case .trap: preconditionFailure("a deadly payload")
        case .abort: Glibc.abort()
        case .kill: Glibc.kill(getpid(), SIGKILL)
        }
    }
}
