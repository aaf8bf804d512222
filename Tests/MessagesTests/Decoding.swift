import Messages

extension MessageDecoder {
    func decode(_ bytes: [UInt8], topic: String, type: String? = nil) throws(MessageError) -> AnyMessage {
        let result: Result<AnyMessage, MessageError> = bytes.withUnsafeBytes { value in
            do throws(MessageError) {
                return .success(try decode(topic: topic, type: type, value: value))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    func decode(_ text: String, topic: String, type: String? = nil) throws(MessageError) -> AnyMessage {
        try decode([UInt8](text.utf8), topic: topic, type: type)
    }
}
