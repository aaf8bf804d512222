import Bench
import NIOCore
import Testing

@Suite("Answers as the load generator reads them")
struct ReplyTests {
    private let text = "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\nlocation: /v1/payments/1\r\n\r\nhello"

    @Test("an answer is there when all of it is, whatever parts it comes in")
    func parts() throws {
        for length in 0..<text.utf8.count {
            var buffer = ByteBuffer(bytes: text.utf8.prefix(length))
            #expect(try HTTPReply.take(from: &buffer) == nil, "\(length)")
        }
        var buffer = ByteBuffer(string: text + "HTTP/1.1 204 No Content\r\n\r\nHTTP")
        let first = try #require(try HTTPReply.take(from: &buffer))
        #expect(first.status == 202 && first.body == Array("hello".utf8))
        #expect(first.headers["location"] == "/v1/payments/1")
        #expect(try HTTPReply.take(from: &buffer)?.status == 204)
        #expect(try HTTPReply.take(from: &buffer) == nil && buffer.readableBytes == 4)
    }

    @Test("what has no length, or is no HTTP, is refused")
    func malformed() {
        for text in [
            "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "SMTP ready, really\r\n\r\n",
        ] {
            var buffer = ByteBuffer(string: text)
            #expect(throws: BenchError.self) { try HTTPReply.take(from: &buffer) }
        }
    }
}
