import Foundation
import Messages
import Payments
import Testing

@Suite("The samples in topics/")
struct SampleTests {
    private let decoder = MessageDecoder()

    @Test("valid samples are read, with and without the type's header", arguments: Catalogue.topics)
    func valid(topic: TopicSpec) throws {
        let samples = Repository.samples(topic)
        #expect(samples.count >= 3)
        for sample in samples {
            let bytes = try sample.bytes
            let message = try decoder.decode(bytes, topic: topic.name)
            #expect(try decoder.decode(bytes, topic: "elsewhere", type: "\(topic.name).v1") == message)
            #expect(message.event().topic == topic.name)
            #expect(try decoder.decode(message.event().value, topic: topic.name) == message)
        }
    }

    @Test("samples with unknown fields are as good as without them", arguments: Catalogue.topics)
    func unknownFields(topic: TopicSpec) throws {
        let sample = try #require(Repository.samples(topic).first { $0.name == "unknown-fields" })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(try sample.bytes)) as? [String: Any])
        let message = try decoder.decode(try sample.bytes, topic: topic.name)
        let known = try #require(
            try JSONSerialization.jsonObject(with: Data(message.event().value)) as? [String: Any])
        #expect(Set(object.keys).subtracting(known.keys).isSuperset(of: ["channel", "labels", "ratio", "huge"]))
    }

    @Test("invalid samples are refused with the code their name begins with", arguments: Catalogue.topics)
    func invalid(topic: TopicSpec) throws {
        let samples = Repository.files("\(topic.name)/samples/v1/invalid")
        #expect(samples.count >= 5)
        for sample in samples {
            let bytes = try sample.bytes
            do throws(MessageError) {
                _ = try decoder.decode(bytes, topic: topic.name)
                Issue.record("\(topic.name) \(sample.name) was read")
            } catch {
                #expect(error.code == sample.expectedCode, "\(topic.name) \(sample.name)")
            }
        }
    }

    @Test("requests rejected as a matter of business are read, and their name begins with the reason")
    func rejected() throws {
        let samples = Repository.files("payment.requested/samples/v1/rejected")
        #expect(samples.count >= 5)
        for sample in samples {
            guard case .paymentRequested(let request) = try decoder.decode(try sample.bytes, topic: "payment.requested")
            else { continue }
            let reason = RequestRules.check(
                payer: request.payer, payee: request.payee, amountMinor: request.amountMinor, currency: request.currency
            )
            #expect(reason?.code == sample.expectedCode, "\(sample.name)")
        }
    }
}
