import Foundation
import Operations
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("Processes that are killed", .serialized)
struct KilledTests {
    /// Payments of one cent in turn among so many people.
    private static let people = 4
    private static let clients = 8

    @Test(
        "whichever process is killed while payments come in, what was answered 202 is final later, once",
        .timeLimit(.minutes(3)))
    func accepted() async throws {
        let house = try await SplitStack()
        let people = try await (0..<Self.people).asyncMap { try await fund($0, house) }
        let isOver = Flag()
        let urls = house.urls
        let payments = try await withThrowingTaskGroup(of: [Accepted].self) { group in
            for client in 0..<Self.clients {
                group.addTask { try await pay(people, client, urls, until: isOver) }
            }
            try await torment(house)
            isOver.set()
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(payments.count > 100)
        #expect(Set(payments.map(\.id)).count == payments.count, "no key made two payments, no payment has two keys")
        try await checkEnds(payments, house)
        try await checkBalances(payments, people, house)
        let report = try house.audit()
        #expect(report.findings.isEmpty, "\(report.findings.prefix(5))")
        await house.stop()
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }

    private struct Accepted: Sendable {
        let id: String
        let payer: Int
        let payee: Int
    }

    /// Each process once, the gateways again and again.
    private func torment(_ house: SplitStack) async throws {
        let order = [
            "gateway-0", "wallet", "gateway-1", "payment", "gateway-0", "gateway-1", "billing", "gateway-0",
            "gateway-1",
        ]
        for name in order {
            try await Task.sleep(for: .milliseconds(1_200))
            try await house.kill(name)
        }
        try await Task.sleep(for: .milliseconds(1_200))
    }

    private func fund(_ number: Int, _ house: SplitStack) async throws -> Client {
        var client = Client(url: house.urls[number % 2])
        let answer = try await client.call("POST", "/v1/register", ["email": "p\(number)@example.org"])
        client.token = answer.texts["tokens.access_token"]
        client.account = answer.texts["account_id"] ?? ""
        let known = client
        let opened = try await eventually(within: .seconds(40)) {
            try await known.account(known.account)["state"] == "open"
        }
        #expect(opened)
        let deposit = try await client.call(
            "POST", "/v1/accounts/\(client.account)/deposit", ["amount": "1000.00"], headers: ["Prefer": "wait=30"])
        #expect(deposit.texts["status"] == "settled", "\(deposit.text)")
        return client
    }

    /// One payment after the other, each with a key that is shown again, to either gateway, until there is an answer.
    private func pay(
        _ people: [Client], _ number: Int, _ urls: [String], until isOver: Flag
    ) async throws -> [Accepted] {
        var accepted: [Accepted] = []
        var turn = number
        while !isOver.isSet {
            let payer = turn % people.count
            let payee = (payer + 1 + turn / people.count % (people.count - 1)) % people.count
            let body: [String: Any] = [
                "source_account_id": people[payer].account, "destination_account_id": people[payee].account,
                "amount": "0.01",
            ]
            let id = try await insist(people[payer], urls, body, key: "client-\(number)-\(turn)")
            accepted.append(Accepted(id: id, payer: payer, payee: payee))
            turn += 1
        }
        return accepted
    }

    private func insist(_ payer: Client, _ urls: [String], _ body: [String: Any], key: String) async throws -> String {
        let data = try JSONSerialization.data(withJSONObject: body)
        let deadline = ContinuousClock.now + .seconds(60)
        var last = "no answer"
        for attempt in 0... {
            if ContinuousClock.now > deadline { break }
            let reply = try? await payer.at(urls[attempt % urls.count]).send(
                "POST", "/v1/transactions/create", data, headers: ["Idempotency-Key": key])
            if let reply, reply.status == 202, let id = reply.texts["payment_id"] { return id }
            if let reply {
                last = reply.text
                // The processes of the house may be away for a while, but never refuse it.
                #expect([409, 503, 500].contains(reply.status), "\(reply.text)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw NotAccepted(last: last)
    }

    private struct NotAccepted: Error {
        let last: String
    }

    /// In the payment worker's own table: all of them, each in its end, and nothing that nobody asked for.
    private func checkEnds(_ payments: [Accepted], _ house: SplitStack) async throws {
        let wanted = Set(payments.map(\.id))
        var states: [String: String] = [:]
        let isDone = try await eventually(within: .seconds(60)) {
            let database = try house.database()
            defer { database.close() }
            states = Dictionary(uniqueKeysWithValues: try database.query(TransferStates()))
            return states.count >= wanted.count && states.values.allSatisfy { $0 == "settled" }
        }
        #expect(isDone, "\(states.filter { $0.value != "settled" }.count) of \(states.count) are not settled")
        #expect(Set(states.keys) == wanted)
    }

    private func checkBalances(_ payments: [Accepted], _ people: [Client], _ house: SplitStack) async throws {
        var cents = [Int](repeating: 100_000, count: people.count)
        for payment in payments {
            cents[payment.payer] -= 1
            cents[payment.payee] += 1
        }
        for (client, cents) in zip(people, cents) {
            let balance = try await client.at(house.urls[0]).account(client.account)["balance_minor"]
            #expect(balance == "\(cents)")
        }
    }
}

private struct TransferStates: Statement {
    static let sql = "SELECT id::text, state FROM payment.payment WHERE kind = 'transfer'"
    static func decode(_ row: borrowing RowReader) throws(PostgresError) -> (String, String) {
        (try row.string(0), try row.string(1))
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
