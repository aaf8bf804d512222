import BillingWorker
import Curl
import Kafka
import Operations
import Payments
import Postgres

/// What comes from files, billers and the database.
extension FuzzedReader {
    /// A line of `giro publish`: published or refused with a code, and nothing between.
    static func readLine(_ bytes: [UInt8]) {
        let sink = CountingSink()
        var refusals = 0
        let publisher = CommandPublisher(sink: sink, options: PublishOptions()) { refused in
            precondition(!refused.code.isEmpty, "refused without a code")
            refusals += 1
        }
        let isPublished = (try? publisher.publish(.bytes(bytes))) ?? false
        precondition(refusals == (isPublished ? 0 : 1) && sink.sent <= 1, "neither published nor refused")
    }

    private final class CountingSink: MessageSink {
        var sent = 0
        func send(_ message: LineMessage, number: Int) throws(KafkaError) { sent += 1 }
        func finish() throws(KafkaError) {}
    }

    /// A biller's answer, with the status that the first byte chooses: money counts as taken only by a success.
    static func readBillerAnswer(_ bytes: [UInt8]) {
        guard let first = bytes.first, let instruction else { return }
        let status = statuses[Int(first) % statuses.count]
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let response = HTTPResponse(
            status: status, headers: [HTTPHeader("Retry-After", text)], body: Array(bytes.dropFirst()))
        if case .accepted = BillerAnswer.outcome(ofOrder: response, for: instruction) {
            precondition((200...202).contains(status), "accepted with status \(status)")
        }
        if case .accepted? = BillerAnswer.outcome(ofQuestion: response, for: instruction) {
            precondition(status == 200, "accepted with status \(status)")
        }
        _ = BillerInstruction(callBody: Array(bytes.dropFirst()))
    }

    private static let statuses = [200, 201, 202, 404, 409, 422, 429, 500, 503]

    private static let instruction: BillerInstruction? = {
        guard let payment = PaymentID("0198c0de-0000-7000-8000-000000000001"), let account = AccountID("anna"),
            let currency = Currency("EUR")
        else { return nil }
        return BillerInstruction(
            payment: payment, kind: .bill, bill: "B-1", account: account, amountMinor: 1_250, currency: currency,
            endpoint: "http://127.0.0.1:1")
    }()

    /// A column's bytes, as every type that rows are read with.
    static func readRow(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            _ = (Int16(postgres: bytes), Int32(postgres: bytes), Int64(postgres: bytes), Bool(postgres: bytes))
            _ = (String(postgres: bytes), [UInt8](postgres: bytes), UUIDBits(postgres: bytes))
            _ = Timestamptz(postgres: bytes)
            if let number = NumericText(postgres: bytes) {
                precondition(number.text.utf8.count < 1 << 18, "a number of \(number.text.utf8.count) digits")
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        _ = (PaymentID(text), AccountID(text), Currency(text), Timestamp(text))
    }
}
