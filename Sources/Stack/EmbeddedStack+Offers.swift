import Kafka
import Messages
import Payments

extension EmbeddedStack {
    /// Makes known where deposits come from and withdrawals go to, and some billers to pay: all the simulator's. Doing
    /// it again changes nothing.
    public func announceOffers() throws {
        guard let currency = Currency("EUR") else { return }
        let producer = try Producer(settings.kafka, mode: .idempotent)
        for (id, name, kind) in Self.offers {
            guard let account = AccountID(id) else { continue }
            try send(AccountRequested(account: account, action: .open, kind: kind, currency: currency), with: producer)
            try send(
                BillerUpdated(account: account, name: name, endpoint: "\(simulatorURL)/billers/\(id)"), with: producer)
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    private static let offers: [(id: String, name: String, kind: AccountKind)] = [
        ("bank", "The Bank", .external), ("northern-power", "Northern Power", .biller),
        ("city-water", "City Water", .biller),
    ]

    private func send<Body: MessageBody>(_ body: Body, with producer: Producer) throws {
        let noHeaders = Headers(expected: 0)
        try Array(body.key.utf8).withUnsafeBytes { key in
            try body.json().withUnsafeBytes { value in
                try producer.send(topic: Body.topic, key: key, value: value, headers: noHeaders)
            }
        }
    }
}
