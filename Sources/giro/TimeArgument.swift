import ArgumentParser
import Operations
import Payments
import Settings

/// A moment on the command line: RFC 3339, or how long ago.
enum TimeArgument {
    static func moment(_ text: String, _ flag: String) throws -> Moment {
        if let timestamp = Timestamp(text) { return Moment(timestamp) }
        if let ago = DurationText(text) {
            return Moment(
                Timestamp(microseconds: Timestamp.now().microseconds - ago.duration.wholeMilliseconds * 1_000))
        }
        throw ValidationError("\(flag) takes a time as 2026-11-21T09:30:00Z, or how long ago as 30s, 10min, 2h, 3d")
    }
}
