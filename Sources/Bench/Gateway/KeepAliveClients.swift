import NIOCore
import NIOPosix

/// Clients that keep their connections: each asks again as soon as it was answered. All of them on one thread.
struct KeepAliveClients {
    let port: Int
    let connections: Int

    struct Result {
        let seconds: Double
        let answered: Int
        /// By what went wrong: a status that is not 200, a connection that was lost.
        let errors: [String: Int]
        let latencies: Latencies

        var perSecond: Double { Ratio.of(Double(answered), to: seconds) }
    }

    /// - Parameters:
    ///   - requests: of each client, by its number; it repeats them in turn.
    ///   - warmUp: seconds before those that count.
    ///   - measured: called when counting begins and when it has ended.
    func run(
        requests: (Int) -> [ByteBuffer], warmUp: Double, seconds: Double, measured: () throws -> Void = {}
    ) throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let tally = Tally()
        var channels: [any Channel] = []
        // In waves: the server's queue of connections that are not yet accepted is short.
        for first in stride(from: 0, to: connections, by: 50) {
            let wave = (first..<min(first + 50, connections)).map { connect(loop, requests($0), $0, tally) }
            for channel in wave { channels.append(try channel.wait()) }
        }
        sleep(warmUp)
        try measured()
        let begun = ContinuousClock.now
        try loop.submit { tally.begin() }.wait()
        sleep(seconds)
        let result = try loop.submit { tally.end() }.wait()
        let took = (.now - begun) as Duration
        try measured()
        for channel in channels { try? channel.close().wait() }
        return Result(
            seconds: took.inSeconds, answered: result.answered, errors: result.errors, latencies: result.latencies)
    }

    private func connect(
        _ loop: any EventLoop, _ requests: [ByteBuffer], _ number: Int, _ tally: Tally
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Conversation(requests: requests, first: number % requests.count, tally: tally))
                }
            }
            .connect(host: "127.0.0.1", port: port)
    }

    private func sleep(_ seconds: Double) { usleep(UInt32(seconds * 1e6)) }
}

/// What all clients have seen. Unchecked: it belongs to the clients' one event loop.
private final class Tally: @unchecked Sendable {
    struct Counts: Sendable {
        var answered = 0
        var errors: [String: Int] = [:]
        var latencies = Latencies()
    }

    private var counts = Counts()
    private var isOver = false

    /// What was answered while warming up does not count; what went wrong does.
    func begin() {
        counts.answered = 0
        counts.latencies = Latencies()
    }

    func end() -> Counts {
        isOver = true
        return counts
    }

    func answered(_ status: Int, after time: TimeAmount) {
        guard !isOver else { return }
        guard status == 200 else { return failed("status_\(status)") }
        counts.answered += 1
        counts.latencies.record(microseconds: time.nanoseconds / 1_000)
    }

    func failed(_ code: String) {
        if !isOver { counts.errors[code, default: 0] += 1 }
    }
}

/// One client's connection.
private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let requests: [ByteBuffer]
    private var next: Int
    private let tally: Tally
    private var received = ByteBuffer()
    private var askedAt = NIODeadline.now()

    init(requests: [ByteBuffer], first: Int, tally: Tally) {
        self.requests = requests
        next = first
        self.tally = tally
    }

    func channelActive(context: ChannelHandlerContext) { ask(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        received.writeBuffer(&part)
        do {
            guard let status = try HTTPReply.skip(from: &received) else { return }
            tally.answered(status, after: .now() - askedAt)
            received.clear()
            ask(context)
        } catch {
            tally.failed("malformed_reply")
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { tally.failed("connection_closed") }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func ask(_ context: ChannelHandlerContext) {
        askedAt = .now()
        context.writeAndFlush(wrapOutboundOut(requests[next]), promise: nil)
        next = (next + 1) % requests.count
    }
}
