import Messages
import PaymentWorker
import Payments
import Postgres
import Testing

@Suite("Events in any order")
struct OrderTests {
    @Test("end in the same row and tell the same people the same, one event in each batch", arguments: Life.all)
    func oneByOne(life: Life) throws {
        let database = try PaymentDatabase()
        let orders = try permutations(of: life.events).map { order in
            let sample = life.sample().again()
            return try order.map { try sample.heard($0.0, reason: $0.1) }
        }
        var told: [NotificationSend] = []
        for step in life.events.indices {
            told += try database.run(orders.map { $0[step] }).notifications()
        }
        try check(life, orders, told, database)
    }

    @Test("end in the same row and tell the same people the same, all in one batch", arguments: Life.all)
    func together(life: Life) throws {
        let database = try PaymentDatabase()
        let orders = try permutations(of: life.events).map { order in
            let sample = life.sample().again()
            return try order.map { try sample.heard($0.0, reason: $0.1) }
        }
        let told = try database.run(orders.flatMap { $0 }).notifications()
        try check(life, orders, told, database)
    }

    @Test("with repetitions among them are the same as without", arguments: Life.all)
    func repeated(life: Life) throws {
        let database = try PaymentDatabase()
        var told: [NotificationSend] = []
        let orders = try (0..<40).map { _ in
            let sample = life.sample().again()
            return try (life.events + life.events + life.events).shuffled().map { try sample.heard($0.0, reason: $0.1) }
        }
        for step in orders[0].indices { told += try database.run(orders.map { $0[step] }).notifications() }
        try check(life, orders, told, database)
    }

    private func check(
        _ life: Life, _ orders: [[Heard]], _ told: [NotificationSend], _ database: PaymentDatabase
    ) throws {
        let rows = try database.rows()
        #expect(rows.count == orders.count)
        #expect(Set(rows.values).count == 1)
        let state = try database.admin.query(CountByState())
        #expect(state.map(\.state) == [PaymentState(first: life.events[life.events.count - 1].0)])
        #expect(state.map(\.reason) == [life.events[life.events.count - 1].1])
        let byPayment = Dictionary(grouping: told, by: \.payment)
        #expect(byPayment.count == orders.count)
        for notifications in byPayment.values {
            #expect(notifications.map(\.kindAndRecipient).sorted() == life.told)
            #expect(notifications.allSatisfy { $0.reference == "rent" && $0.amountMinor == 1250 })
        }
        #expect(Set(told.map(\.words)).count == life.told.count)
        #expect(try database.admin.query(PaymentAudit(settledBefore: .now(), limit: 10)).isEmpty)
    }
}

@Suite("Messages read again")
struct RepetitionTests {
    @Test("change not a single row and tell nobody", arguments: Life.all)
    func replay(life: Life) throws {
        let database = try PaymentDatabase()
        let heard = try life.heard(life.sample())
        #expect(try database.run(heard).count == life.told.count)
        let before = try database.everything()
        #expect(try database.run(heard).isEmpty)
        for one in heard.reversed() { #expect(try database.run([one]).isEmpty) }
        #expect(try database.everything() == before)
    }

    @Test("of a batch that was rolled back tell people as if for the first time")
    func rolledBack() throws {
        let database = try PaymentDatabase()
        let heard = try Life.all[0].heard(Sample())
        let worker = PaymentWorker()
        let transaction = try database.connection.begin()
        let batch = emptyBatch(heard)
        try worker.handle(batch, in: transaction)
        transaction.rollback()
        #expect(try database.everything().isEmpty)
        #expect(try database.run(heard).count == 2)
    }

    @Test("people are told only when the end and the request or the debit are known")
    func toldWhen() throws {
        let database = try PaymentDatabase()
        let sample = Sample()
        #expect(try database.run([sample.heard(.settled)]).isEmpty)
        #expect(try database.run([sample.heard(.paid)]).isEmpty)
        #expect(try database.run([sample.heard(.debited)]).count == 2)
        #expect(try database.run([sample.heard(.requested)]).isEmpty)
    }
}
