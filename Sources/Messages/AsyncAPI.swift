/// The catalogue as an AsyncAPI 3.0 document, for tools that draw, check and generate code from such documents.
public enum AsyncAPI {
    /// One topic with what stands in its folder beside `topic.json`. The texts are JSON, indented by two spaces.
    public struct Topic: Sendable {
        public var spec: TopicSpec
        /// The JSON Schema of the topic's messages, version 1.
        public var schema: String
        /// Valid samples, by name, in the order to show them in.
        public var samples: [(name: String, text: String)]

        public init(spec: TopicSpec, schema: String, samples: [(name: String, text: String)]) {
            self.spec = spec
            self.schema = schema
            self.samples = samples
        }
    }

    public static func document(_ topics: [Topic]) -> String {
        var writer = DocumentWriter()
        writer.object(nil) { writer in
            writer.string("asyncapi", "3.0.0")
            writeInfo(&writer)
            writer.string("defaultContentType", "application/json")
            writer.object("channels") { writer in
                for topic in topics { writeChannel(topic.spec, &writer) }
            }
            writer.object("operations") { writer in
                for topic in topics { writeOperations(topic.spec, &writer) }
            }
            writer.object("components") { writer in
                writer.object("messages") { writer in
                    for topic in topics { writeMessage(topic, &writer) }
                }
                writer.object("schemas") { writer in
                    writeHeaders(&writer)
                    for topic in topics { writer.raw(typeName(topic.spec), withoutIdentity(topic.schema)) }
                }
            }
        }
        return writer.text + "\n"
    }

    static func typeName(_ topic: TopicSpec) -> String { "\(topic.name).v1" }

    /// A schema inside the document is found by its place there. `$schema` and `$id` would say otherwise.
    static func withoutIdentity(_ schema: String) -> [Substring] {
        lines(schema).filter { !$0.hasPrefix("  \"$schema\":") && !$0.hasPrefix("  \"$id\":") }
    }

    static func lines(_ json: String) -> [Substring] { json.split(separator: "\n") }
}
