import CloudEvents
import Lane
import Messages

/// Reads the topics that tell of payments. One per thread.
final class PaymentDecoder: RecordDecoder {
    private let decoder = MessageDecoder()

    func decode(_ record: Record) throws(Refusal) -> PaymentNews {
        let message: AnyMessage
        do {
            message = try decoder.decode(
                topic: record.topic, type: record.header(CloudEventHeader.type), value: record.value)
        } catch {
            throw Refusal(code: error.code, detail: error.detail)
        }
        guard let news = PaymentNews(message) else {
            throw Refusal(code: "unexpected_type", detail: "messages of this type tell nothing about a payment")
        }
        return news
    }
}
