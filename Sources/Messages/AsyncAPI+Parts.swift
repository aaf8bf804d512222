import CloudEvents

extension AsyncAPI {
    private static let kafkaBindingVersion = "0.5.0"

    static func writeInfo(_ writer: inout DocumentWriter) {
        writer.object("info") { writer in
            writer.string("title", "Giro")
            writer.string("version", "1.0.0")
            writer.string(
                "description",
                """
                Payments through topics. Messages are CloudEvents 1.0 in binary mode: the attributes are headers, \
                the value is the payload. A value without ce_ headers is read as version 1 of what its topic is for. \
                What can never be handled is kept on the topic's name with .dlq behind it.
                """)
            writer.object("license") { writer in
                writer.string("name", "Apache-2.0")
                writer.string("url", "https://www.apache.org/licenses/LICENSE-2.0")
            }
        }
    }

    static func writeChannel(_ topic: TopicSpec, _ writer: inout DocumentWriter) {
        writer.object(topic.name) { writer in
            writer.string("address", topic.name)
            writer.string("summary", topic.summary)
            writer.object("messages") { $0.reference(typeName(topic), "#/components/messages/\(typeName(topic))") }
            if topic.personal { writer.array("tags") { $0.object(nil) { $0.string("name", "personal-data") } } }
            writer.object("bindings") { writer in
                writer.object("kafka") { writer in
                    writer.integer("partitions", Int64(topic.partitions))
                    writer.object("topicConfiguration") { writer in
                        writer.array("cleanup.policy") { $0.string(nil, topic.cleanup.rawValue) }
                        writer.integer("retention.ms", topic.retentionMilliseconds)
                    }
                    writer.string("bindingVersion", kafkaBindingVersion)
                }
            }
        }
    }

    /// An application that uses both sides of a topic has an operation for each.
    static func writeOperations(_ topic: TopicSpec, _ writer: inout DocumentWriter) {
        let sides = topic.producers.map { ($0, "send") } + topic.consumers.map { ($0, "receive") }
        for (application, action) in sides {
            writer.object("\(application).\(action).\(topic.name)") { writer in
                writer.string("action", action)
                writer.reference("channel", "#/channels/\(topic.name)")
                writer.array("tags") { $0.object(nil) { $0.string("name", application) } }
                writer.array("messages") { writer in
                    writer.object(nil) { $0.string("$ref", "#/channels/\(topic.name)/messages/\(typeName(topic))") }
                }
            }
        }
    }

    static func writeMessage(_ topic: Topic, _ writer: inout DocumentWriter) {
        let type = typeName(topic.spec)
        writer.object(type) { writer in
            writer.string("name", type)
            writer.string("summary", topic.spec.summary)
            writer.string("contentType", "application/json")
            writer.reference("headers", "#/components/schemas/\(headersName)")
            writer.reference("payload", "#/components/schemas/\(type)")
            writer.object("bindings") { writer in
                writer.object("kafka") { writer in
                    writer.object("key") { writer in
                        writer.string("type", "string")
                        writer.string("description", topic.spec.key)
                    }
                    writer.string("bindingVersion", kafkaBindingVersion)
                }
            }
            writer.array("examples") { writer in
                for sample in topic.samples {
                    writer.object(nil) { writer in
                        writer.string("name", sample.name)
                        writer.raw("payload", lines(sample.text))
                    }
                }
            }
        }
    }

    private static let headersName = "cloudevents.headers"

    static func writeHeaders(_ writer: inout DocumentWriter) {
        let headers = [
            (CloudEventHeader.specVersion, "\(CloudEventHeader.specVersionValue), always."),
            (CloudEventHeader.id, "Unique within the source."),
            (CloudEventHeader.source, "Who published it, as /giro/wallet."),
            (CloudEventHeader.type, "The topic's name and the version, as wallet.debited.v1."),
            (CloudEventHeader.time, "When it was published, RFC 3339."),
            (CloudEventHeader.subject, "The payment it is about."),
            (CloudEventHeader.traceparent, "W3C trace context."),
        ]
        writer.object(headersName) { writer in
            writer.string("type", "object")
            writer.object("properties") { writer in
                for (name, meaning) in headers {
                    writer.object(name) { writer in
                        writer.string("type", "string")
                        writer.string("description", meaning)
                    }
                }
            }
        }
    }
}
