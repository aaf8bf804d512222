import Kafka
import Messages

/// A record that an attacker or a broken program writes, and what has to become of it.
public struct HostileRecord: Sendable {
    /// For people: which harm it tries.
    public let name: String
    public let topic: String
    public var key: [UInt8]?
    /// Nil: no value at all.
    public var value: [UInt8]?
    public var headers: [(name: String, value: [UInt8])] = []
    /// The record's time in milliseconds; 0: the producer's clock.
    public var timestampMilliseconds: Int64 = 0
    /// Of the dead letter that it becomes at every worker that reads the topic; nil: it is handled, and changes nothing
    /// that is looked at.
    public let code: String?

    init(_ name: String, topic: String, code: String?) {
        self.name = name
        self.topic = topic
        self.code = code
    }

    /// Who must have put it aside once.
    public var workers: [String] { code == nil ? [] : Catalogue.topic(topic)?.consumers ?? [] }

    public func send(with producer: Producer) throws(KafkaError) {
        let list = Headers(expected: headers.count)
        for header in headers { list.add(header.name, header.value) }
        // A key of no bytes is another thing than none: it needs an address.
        let outcome = ((key ?? []) + [0]).withUnsafeBytes { key in
            (value ?? []).withUnsafeBytes { value in
                Result { () throws(KafkaError) in
                    try producer.send(
                        topic: topic, key: self.key == nil ? nil : UnsafeRawBufferPointer(rebasing: key.dropLast()),
                        value: self.value == nil ? UnsafeRawBufferPointer(start: nil, count: 0) : value,
                        timestampMilliseconds: timestampMilliseconds, headers: list)
                }
            }
        }
        try outcome.get()
    }
}

extension HostileRecord {
    /// Numbers in the place of a time: nothing from 2000 to 2199 is among them.
    static let times: [Int64] = [
        .min, -1, 1, 1_795_689_600, 946_684_799_999, 7_258_118_400_000, 1_795_689_600_000_000,
        1_795_689_600_000_000_000, .max,
    ]

    /// What a header may hold where a count is meant.
    static let counts = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-1", "0", "",
        "1e400", String(repeating: "9", count: 400), "\u{0}", "٣",
    ]

    /// - Parameters:
    ///   - marker: makes the values unlike those of all other records.
    ///   - hasTimes: false where the broker itself refuses times.
    public static func all(on topic: String, marker: String, hasTimes: Bool = true) -> [HostileRecord] {
        let junk = Array("hostile \(marker)".utf8)
        func refused(
            _ name: String, _ value: [UInt8]? = nil, _ change: (inout HostileRecord) -> Void
        ) -> HostileRecord {
            var record = HostileRecord(name, topic: topic, code: "invalid_json")
            record.key = Array("hostile".utf8)
            record.value = (value ?? junk) + Array(" \(name)".utf8)
            change(&record)
            return record
        }
        var records = counts.enumerated().map { place, text in
            refused("count \(place)") { record in
                let names = ["giro-attempts", "giro-requeues", "giro-origin", "giro-first-at", "ce_time", "ce_id"]
                record.headers = names.map { ($0, Array(text.utf8)) }
            }
        }
        records += [
            refused("no key") { $0.key = nil },
            refused("an empty key") { $0.key = [] },
            refused("a key of 64 KiB") { $0.key = Array(repeating: UInt8(ascii: "k"), count: 65_536) },
            refused("a key that is no text") { $0.key = [0xC3, 0x28, 0x00, 0xFF] },
            refused("a thousand headers") { $0.headers = thousandHeaders },
            refused("control bytes", [0x01, 0x00, 0x1F] + junk) { $0.headers = controlHeaders },
            refused("control bytes in a text", Array("{\"payment\":\"\u{1}\u{7F}\u{0}\"".utf8) + junk) { _ in },
        ]
        records += withoutValue(on: topic)
        guard hasTimes else { return records }
        return records
            + times.enumerated().map { place, time in
                var record = HostileRecord("time \(time)", topic: topic, code: "invalid_timestamp")
                record.key = Array("hostile".utf8)
                record.value = Array(HostileBody.text(of: topic, marker: marker, place).utf8)
                record.timestampMilliseconds = time
                return record
            }
    }

    /// A contact without a value is one that is taken back; anywhere else nothing is there to be read.
    private static func withoutValue(on topic: String) -> [HostileRecord] {
        let isContact = topic == ContactUpdated.topic
        var known = HostileRecord("no value", topic: topic, code: isContact ? nil : "invalid_json")
        known.key = Array("hostile".utf8)
        var long = HostileRecord(
            "no value and a key of 64 KiB", topic: topic, code: isContact ? "invalid_value" : "invalid_json")
        long.key = Array(repeating: UInt8(ascii: "k"), count: 65_536)
        return [known, long]
    }

    static let thousandHeaders: [(name: String, value: [UInt8])] = (0..<1_000).map { place in
        ("h\(place % 500)", Array(repeating: UInt8(truncatingIfNeeded: place), count: place % 64))
    }

    static let controlHeaders: [(name: String, value: [UInt8])] = [
        ("", []), ("\u{1}\n", [0x00, 0x0A, 0x7F]), ("traceparent", [0x00]), ("ce_subject", [0x00, 0x01, 0xFF]),
        ("giro-reason", Array("\u{7}".utf8)), ("content-type", [0xFF]),
    ]
}
