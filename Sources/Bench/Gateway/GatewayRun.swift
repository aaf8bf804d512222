import Foundation
import NIOCore

/// Reads over HTTP by a thousand clients that keep their connections, in turn with a bare route that answers the same
/// bytes to the same requests.
struct GatewayRun {
    let ground: BenchGround
    let clients: Int
    let people: Int
    let rounds: Int
    let seconds: Double

    struct Round {
        let gateway: KeepAliveClients.Result
        let bare: KeepAliveClients.Result
        let usage: Usage
    }

    /// Somebody with an account, money in it, and the payment that brought it.
    private struct Person {
        let token: String
        let account: String
        let payment: String

        var reads: [(route: String, question: HTTPQuestion)] {
            [
                ("/v1/accounts/:id/balance", .get("/v1/accounts/\(account)/balance", token: token)),
                ("/v1/payments/:id", .get("/v1/payments/\(payment)", token: token)),
                ("/v1/accounts", .get("/v1/accounts", token: token)),
            ]
        }
    }

    func run(say: (String) -> Void) throws -> [Round] {
        try raiseFileLimit()
        let port = try LoopbackSocket.freePort()
        try ground.start()
        try ground.announceOffers()
        try ground.startGateway(port: port)
        try ground.wait("the gateway to answer") {
            (try? HTTPQuestion.get("/health/ready").ask(port: port))?.status == 200
        }
        say("people and their first deposits")
        let persons = try (0..<people).map { try register($0, port) }
        // Once the last mails are sent there is nothing left to do for the workers, and their polling would disturb.
        usleep(2_000_000)
        ground.stop(but: "gateway")
        let bare = try BareServer(
            persons[0].reads.map { BareServer.Route(path: $0.route, reply: try answer($0.question, port)) })
        defer {
            bare.stop()
            ground.stop()
        }
        try ground.wait("the bare server to answer") {
            (try? HTTPQuestion.get("/v1/accounts").ask(port: bare.port))?.status == 200
        }
        let requests = persons.map { $0.reads.map(\.question.bytes) }
        return try (1...rounds).map { round in
            say("reads, \(clients.grouped) clients, round \(round) of \(rounds)")
            return try measure(requests, gateway: port, bare: bare.port)
        }
    }

    private func measure(_ requests: [[ByteBuffer]], gateway: Int, bare: Int) throws -> Round {
        var samples: [UsageSample] = []
        func load(_ port: Int, _ measured: () throws -> Void) throws -> KeepAliveClients.Result {
            try KeepAliveClients(port: port, connections: clients).run(
                requests: { requests[$0 % requests.count] }, warmUp: 1, seconds: seconds, measured: measured)
        }
        let ours = try load(gateway) { samples.append(try ground.usage()) }
        let theirs = try load(bare) {}
        return Round(gateway: ours, bare: theirs, usage: samples[1].since(samples[0]))
    }

    private func register(_ number: Int, _ port: Int) throws -> Person {
        let registered = try answer(
            .post("/v1/register", ["email": "reader\(number)@example.org"]), port, status: 201)
        let object = try JSONSerialization.jsonObject(with: Data(registered.body)) as? [String: Any]
        guard let account = object?["account_id"] as? String,
            let token = (object?["tokens"] as? [String: Any])?["access_token"] as? String
        else { throw BenchError(.malformedReply, "a registration gave no token") }
        try ground.wait("an account to open") {
            let balance = try answer(.get("/v1/accounts/\(account)/balance", token: token), port)
            return String(decoding: balance.body, as: UTF8.self).contains(#""state":"open""#)
        }
        let deposit = try answer(
            .post("/v1/accounts/\(account)/deposit", ["amount": "100.00"], token: token, wait: true), port)
        guard let payment = deposit.headers["location"]?.split(separator: "/").last else {
            throw BenchError(.malformedReply, "a deposit has no address")
        }
        return Person(token: token, account: account, payment: String(payment))
    }

    private func answer(_ question: HTTPQuestion, _ port: Int, status: Int = 200) throws -> HTTPReply {
        let reply = try question.ask(port: port)
        guard reply.status == status else {
            let text = String(decoding: reply.body.prefix(300), as: UTF8.self)
            throw BenchError(
                .malformedReply, "\(question.method) \(question.path) was answered \(reply.status) \(text)")
        }
        return reply
    }

    /// Every connection is a file here and one there.
    private func raiseFileLimit() throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, rlim_t(clients * 2 + 500)))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
