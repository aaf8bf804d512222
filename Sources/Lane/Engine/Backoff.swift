/// Growing pauses between tries: doubled each time up to a limit, with a random quarter taken off so that processes
/// that failed together do not come back together.
struct Backoff {
    let firstMilliseconds: Int64
    let limitMilliseconds: Int64
    private var current: Int64

    init(firstMilliseconds: Int64, limitMilliseconds: Int64) {
        self.firstMilliseconds = firstMilliseconds
        self.limitMilliseconds = limitMilliseconds
        current = firstMilliseconds
    }

    mutating func next() -> Int64 {
        defer { current = min(current * 2, limitMilliseconds) }
        return current - Int64.random(in: 0...max(current / 4, 1))
    }

    mutating func reset() { current = firstMilliseconds }
}
