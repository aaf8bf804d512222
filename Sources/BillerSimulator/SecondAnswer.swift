import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Writes a second answer behind one that carries its body in this header. Hummingbird has no way to answer twice, so
/// this sits between it and the wire.
final class SecondAnswer: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Never reaches the wire.
    static let header = HTTPField.Name("x-simulator-second-answer")!  // A constant that is a valid name.

    private var second: (head: HTTPResponse, body: ByteBuffer)?

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if let text = head.headerFields[Self.header] {
                head.headerFields[Self.header] = nil
                var secondHead = head
                secondHead.headerFields[.contentLength] = String(text.utf8.count)
                second = (secondHead, ByteBuffer(string: text))
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let body):
            context.write(wrapOutboundOut(.body(body)), promise: promise)
        case .end(let trailers):
            context.write(wrapOutboundOut(.end(trailers)), promise: promise)
            guard let (head, body) = second else { return }
            second = nil
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: nil)
            context.write(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
