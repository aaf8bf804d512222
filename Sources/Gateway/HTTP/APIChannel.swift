import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypesHTTP1
import NIOSSL

/// HTTP/1.1, over TLS where there is a certificate: that of the moment in which a connection is made.
struct APIChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let plain: HTTP1Channel
    let certificate: ServerCertificate?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            if let certificate {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context))
            }
        }.flatMap { plain.setup(channel: channel, logger: logger) }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(OlderRequests(), position: .before(codec))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async { await plain.handle(value: value, logger: logger) }
}
