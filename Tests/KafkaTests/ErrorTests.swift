import Kafka
import TestSupport
import Testing

@Suite("Kafka errors")
struct ErrorTests {
    @Test("every code that the library knows is in exactly one of the three lists")
    func everyCodeIsClassified() {
        for code in ErrorSeverity.knownCodes() {
            let lists = [ErrorSeverity.fatal, ErrorSeverity.permanent, ErrorSeverity.transient].filter {
                $0.contains(code)
            }
            #expect(lists.count == 1, "\(code) is in \(lists.count) lists")
        }
        #expect(ErrorSeverity.knownCodes().count > 100)
    }

    @Test("an unknown property is refused without repeating its value")
    func unknownProperty() throws {
        let broker = try TestBroker()
        var configuration = broker.configuration
        configuration.properties["sasl.pasword"] = "hunter2"
        let error = #expect(throws: KafkaError.self) { try Producer(configuration, mode: .idempotent) }
        #expect(error?.code == "_invalid_arg")
        #expect(error?.severity == .permanent)
        #expect(error.map { String(reflecting: $0).contains("hunter2") } == false)
    }

    @Test("passwords and keys are known as secrets, addresses are not")
    func secrets() {
        #expect(ClientConfiguration.isSecret("sasl.password"))
        #expect(ClientConfiguration.isSecret("ssl.key.password"))
        #expect(!ClientConfiguration.isSecret("bootstrap.servers"))
        #expect(ClientConfiguration.propertyNames().contains("ssl.ca.location"))
        #expect(ClientConfiguration.propertyNames().contains("client.rack"))
    }

    @Test("a property's better known second name can be set, too")
    func aliases() throws {
        let broker = try TestBroker()
        var configuration = broker.configuration
        for (alias, value) in ["sasl.mechanism": "SCRAM-SHA-512", "linger.ms": "2", "compression.type": "lz4"] {
            #expect(ClientConfiguration.propertyNames().contains(alias))
            configuration.properties[alias] = value
        }
        _ = try Producer(configuration, mode: .idempotent)
    }
}
