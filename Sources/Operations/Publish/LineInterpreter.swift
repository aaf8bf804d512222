import Messages

/// Turns lines into messages. Owns a decoder: one for each thread.
struct LineInterpreter {
    let options: PublishOptions
    private let decoder: MessageDecoder

    init(options: PublishOptions) {
        self.options = options
        decoder = MessageDecoder(maximumBytes: options.maximumLineBytes)
    }

    func message(of line: [UInt8]) throws(LineRefusal) -> LineMessage {
        if let topic = options.topic { return try bare(line, topic: topic) }
        return try enveloped(line)
    }

    /// `{"topic": ..., "key": ..., "value": {...}}`, or `"raw": "text"` in place of the value.
    private func enveloped(_ line: [UInt8]) throws(LineRefusal) -> LineMessage {
        let members = try spans(of: line, "the line")
        guard let topic = try string("topic", in: members) else { throw LineRefusal(.missingField, "topic") }
        try checkTopic(topic)
        let key = try string("key", in: members)
        if let value = members.raw("value") {
            guard members.raw("raw") == nil else { throw LineRefusal(.duplicateField, "both value and raw are given") }
            let bytes = Array(value)
            let own = try validated(bytes, topic: topic)
            return LineMessage(topic: topic, key: key ?? own, value: bytes, type: "\(topic).v1")
        }
        guard let raw = try string("raw", in: members) else { throw LineRefusal(.missingField, "value") }
        let bytes = Array(raw.utf8)
        let own = try validated(bytes, topic: topic)
        return LineMessage(topic: topic, key: key ?? own, value: bytes, type: nil)
    }

    /// The line is the value.
    private func bare(_ line: [UInt8], topic: String) throws(LineRefusal) -> LineMessage {
        try checkTopic(topic)
        var key = try validated(line, topic: topic)
        if let field = options.keyField {
            guard let named = try string(field, in: try spans(of: line, "the line")) else {
                throw LineRefusal(.missingField, field)
            }
            key = named
        }
        return LineMessage(topic: topic, key: key, value: line, type: "\(topic).v1")
    }

    private func checkTopic(_ topic: String) throws(LineRefusal) {
        guard options.validates, !Catalogue.topics.contains(where: { $0.name == topic }) else { return }
        throw LineRefusal(.unknownTopic, "the topic is not in the catalogue")
    }

    /// The key that the catalogue gives the message; nil when nothing is validated.
    private func validated(_ value: [UInt8], topic: String) throws(LineRefusal) -> String? {
        guard options.validates else { return nil }
        let result = value.withUnsafeBytes { bytes in
            Result { () throws(MessageError) in try decoder.decode(topic: topic, type: nil, value: bytes).body.key }
        }
        return try result.mapError { LineRefusal($0) }.get()
    }

    private func spans(of line: [UInt8], _ subject: String) throws(LineRefusal) -> JSONObjectSpans {
        do throws(JSONSpanError) {
            return try JSONObjectSpans(line)
        } catch {
            throw LineRefusal(error, in: subject)
        }
    }

    private func string(_ name: String, in members: JSONObjectSpans) throws(LineRefusal) -> String? {
        do throws(JSONSpanError) {
            return try members.string(name)
        } catch {
            throw LineRefusal(error, in: name)
        }
    }
}
