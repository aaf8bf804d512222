import Kafka
import Messages

/// What operators have workers do: a message on a topic of the worker's, and a look at what came of it.
enum OperatorMessage {
    /// Returns once the message is safe.
    static func publish<Body: MessageBody>(_ body: Body, _ kafka: ClientConfiguration) throws(OperationError) {
        do throws(KafkaError) {
            let sink = try KafkaSink(kafka)
            try sink.send(
                LineMessage(topic: Body.topic, key: body.key, value: body.json(), type: Body.type), number: 1)
            try sink.finish()
        } catch {
            throw OperationError(error)
        }
    }

    /// Looks again and again until there is something to say.
    ///
    /// - Returns: nil when there was nothing within `patience`.
    static func follow<Answer>(
        within patience: Duration, _ look: () throws(OperationError) -> Answer?
    ) throws(OperationError) -> Answer? {
        let deadline = ContinuousClock.now + patience
        repeat {
            if let answer = try look() { return answer }
            Sleep.milliseconds(200)
        } while ContinuousClock.now < deadline
        return nil
    }
}
