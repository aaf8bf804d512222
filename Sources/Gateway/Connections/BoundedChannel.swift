import HummingbirdCore
import Logging
import Metrics
import NIOCore
import Payments

/// A connection that is let in only when its address has not too many already, and that is closed when its first
/// request does not come in time.
struct BoundedChannel<Base: ServerChildChannel>: ServerChildChannel {
    typealias Value = Base.Value

    let base: Base
    let connections: Places<CountedAddress>
    /// False behind a proxy: then all connections are from its address.
    let countsAddresses: Bool

    private let refused = Counter(label: "giro_gateway_connections_refused_total")

    init(_ base: Base, connections: Places<CountedAddress>, countsAddresses: Bool) {
        self.base = base
        self.connections = connections
        self.countsAddresses = countsAddresses
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let holders = countsAddresses ? [CountedAddress(channel.remoteAddress?.ipAddress ?? "unknown")] : []
        guard connections.enter(holders) else {
            refused.increment()
            return channel.close().flatMapThrowing { throw ChannelError.ioOnClosedChannel }
        }
        channel.closeFuture.whenComplete { [connections] _ in connections.leave(holders) }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

/// Closes a connection whose first request's header is not whole in time, a TLS handshake before it included. Later
/// ones are bounded by how long a connection may be silent.
final class HeaderDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let seconds: Int64
    private var clock: Scheduled<Void>?

    init(seconds: Int64) { self.seconds = seconds }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        clock = context.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    /// Stands behind the decoder of HTTP: what comes first is a header, whole.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        stop()
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func stop() {
        clock?.cancel()
        clock = nil
    }
}
