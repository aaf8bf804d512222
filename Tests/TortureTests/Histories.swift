import BillerSimulator
import FoundationEssentials
import Model
import Payments
import Testing
import Torture

/// A history with one thing wrong.
struct BrokenHistory: Sendable, CustomTestStringConvertible {
    let name: String
    let checker: Checker
    let history: History

    var testDescription: String { name }

    init(_ name: String, _ checker: Checker, _ breakIt: (inout History) -> Void) {
        self.name = name
        self.checker = checker
        var history = Histories.right
        breakIt(&history)
        self.history = history
    }
}

enum Histories {
    static let debited = History.EventID(worker: "wallet", lane: 1, seq: 1)
    static let credited = History.EventID(worker: "wallet", lane: 1, seq: 2)
    private static let endpoint = "shop"

    /// What the workload's model expects, and all of it there.
    static let right: History = {
        let workload = Workload(seed: 1, payments: 100)
        var history = History(expectation: workload.expectation())
        let expected = history.expectation
        history.isTransactional = true
        history.finalPayments = expected.payments
        history.balances = Dictionary(uniqueKeysWithValues: expected.balances.map { ($0.key.text, $0.value) })
        history.states = Dictionary(uniqueKeysWithValues: expected.statesByKind.map { ($0.key.rawValue, $0.value) })
        history.deadLetters = expected.deadLetters
        history.expectedDeadLetters = expected.deadLetters
        history.billers = expected.billerEffects.flatMap { entries(of: $0.key.text, $0.value) }
        let mails = expected.mails.flatMap { kind, count in (0..<count).map { "\($0).\(kind).hash" } }
        history.mails = Dictionary(uniqueKeysWithValues: mails.map { ($0, History.Mail(recipients: ["a@b"])) })
        history.notices = [
            endpoint: [
                "1": notice("payment.debited", place: 1), "2": notice("payment.settled", place: 2),
            ]
        ]
        history.expectedNotices = [endpoint: ["payment.debited": 1, "payment.settled": 1]]
        history.lanes = [History.Lane(worker: "wallet", lane: 1, lastSeq: 2)]
        history.advances = [
            History.Advance(
                worker: "wallet", lane: 1, owner: "wallet-1", session: "giro-wallet-1", fromOffset: 4, toOffset: 9,
                fromSeq: 0, toSeq: 2, outboxRows: 2)
        ]
        history.deadly = [
            History.DeadlyRecord(worker: "wallet", stage: "decode", ends: 4, seconds: 41, limitSeconds: 60)
        ]
        for (id, topic) in [(debited, "wallet.debited"), (credited, "wallet.credited")] {
            history.outbox[id] = History.Decided(topic: topic, content: 7)
            history.events[id] = History.Published(topic: topic, content: 7, partition: 0, offset: id.seq)
        }
        return history
    }()

    static let broken: [BrokenHistory] = outcomes + outside + webhooks + lanes + run

    private static let outcomes = [
        BrokenHistory("the audit has a finding", .audit) {
            $0.auditFindings = ["ledger: cust-000001: entries do not sum up"]
        },
        BrokenHistory("the audit could not look", .audit) { $0.auditSkipped = ["clearing_is_in_flight"] },
        BrokenHistory("a payment is under way", .everyPaymentIsFinal) { $0.finalPayments -= 1 },
        BrokenHistory("a lane is halted", .everyPaymentIsFinal) { $0.lanes[0].halted = "cursor_out_of_log" },
        BrokenHistory("a settled payment is refunded", .states) {
            $0.states["bill"]?["settled", default: 0] -= 1
            $0.states["bill"]?["refunded/biller_refused", default: 0] += 1
        },
        BrokenHistory("a balance is one too high", .balances) { $0.balances["cust-000001"]? += 1 },
        BrokenHistory("an account is gone", .balances) { $0.balances["cust-000001"] = nil },
        BrokenHistory("a dead letter too many", .deadLetters) { $0.deadLetters["wallet"]?["handler_failed"] = 1 },
        BrokenHistory("a dead letter is missing", .deadLetters) {
            $0.deadLetters["wallet"]?["idempotency_conflict", default: 0] -= 1
        },
    ]

    private static let outside = [
        BrokenHistory("a biller took money twice", .billerEffects) { $0.billers[firstAccepted($0)].effects = 2 },
        BrokenHistory("a biller was never told", .billerEffects) { $0.billers.remove(at: firstAccepted($0)) },
        BrokenHistory("a biller heard another body", .billerEffects) { $0.billers[firstAccepted($0)].conflicts = 1 },
        BrokenHistory("a biller was left undecided", .billerEffects) {
            $0.billers.append(entry("biller.city-power.eur", "undecided", .requested, 1, effects: 0))
        },
        BrokenHistory("a mail is missing", .mails) { $0.mails.removeValue(forKey: $0.mails.keys.first ?? "") },
        BrokenHistory("a mail went to somebody else too", .mails) {
            $0.mails[$0.mails.keys.first ?? ""]?.recipients.insert("c@d")
        },
        BrokenHistory("a mail nobody asked for", .mails) {
            $0.mails["x.payment_suspended.hash"] = History.Mail(recipients: ["a@b"])
        },
    ]

    private static let webhooks = [
        BrokenHistory("an endpoint was not told", .webhooks) { $0.notices[endpoint]?["2"] = nil },
        BrokenHistory("an endpoint was told what nobody expects", .webhooks) {
            $0.notices["other"] = ["3": notice("payment.debited", place: 3)]
        },
        BrokenHistory("an endpoint was told one thing under two ids", .webhooks) {
            $0.notices[endpoint]?["3"] = notice("payment.debited", place: 3)
            $0.expectedNotices[endpoint]?["payment.debited"] = 2
        },
        BrokenHistory("an endpoint was told two things under one id", .webhooks) {
            $0.notices[endpoint]?["2"]?.isContradicted = true
        },
        BrokenHistory("an endpoint's answer was not waited for", .webhooks) {
            $0.notices[endpoint]?["2"]?.isAnswered = false
        },
        BrokenHistory("an endpoint heard of the end first", .webhooks) { $0.notices[endpoint]?["1"]?.place = 3 },
    ]

    private static let lanes = [
        BrokenHistory("a lane was moved by a former owner", .advances) { $0.advances[0].session = "giro-wallet-2" },
        BrokenHistory("a lane was moved back", .advances) { $0.advances[0].toOffset = 3 },
        BrokenHistory("a lane's number was put back", .advances) {
            $0.advances[0].fromSeq = 4
            $0.advances[0].outboxRows = -2
        },
        BrokenHistory("a lane was moved before its rows were there", .advances) { $0.advances[0].outboxRows = 1 },
        BrokenHistory("an outbox row is missing", .outboxNumbers) {
            $0.outbox[debited] = nil
            $0.events[debited] = nil
        },
        BrokenHistory("an outbox row is beyond the cursor", .outboxNumbers) { $0.lanes[0].lastSeq = 1 },
        BrokenHistory("rows of a lane that is not known", .outboxNumbers) { $0.lanes = [] },
        BrokenHistory("decided and never published", .events) { $0.events[credited] = nil },
        BrokenHistory("published and never decided", .events) {
            $0.events[.init(worker: "billing", lane: 9, seq: 9)] = .init(
                topic: "bill.paid", content: 1, partition: 0, offset: 3)
        },
        BrokenHistory("one id with two contents", .events) { $0.events[debited]?.isContradicted = true },
        BrokenHistory("published otherwise than decided", .events) { $0.events[debited]?.content = 8 },
        BrokenHistory("published on another topic", .events) { $0.events[debited]?.topic = "wallet.credited" },
        BrokenHistory("published twice on a real broker", .events) { $0.events[debited]?.copies = 2 },
        BrokenHistory("published out of the lane's order", .events) {
            for id in [debited, credited] { $0.outbox[id]?.topic = "wallet.debited" }
            for id in [debited, credited] { $0.events[id]?.topic = "wallet.debited" }
            $0.events[debited]?.offset = 5
        },
    ]

    private static let run = [
        BrokenHistory("a process ended by itself", .processes) {
            $0.unexpectedEnds = ["wallet-1 ended with status 132"]
        },
        BrokenHistory("a payload ends processes for ever", .deadlyRecords) { $0.deadly[0].seconds = nil },
        BrokenHistory("a payload holds its lane for long", .deadlyRecords) { $0.deadly[0].seconds = 61 },
        BrokenHistory("a payload ends one process after another", .deadlyRecords) { $0.deadly[0].ends = 9 },
        BrokenHistory("a deadly payload was never met", .deadlyRecords) { $0.deadly[0].ends = 0 },
        BrokenHistory("a published line is on no topic", .watch) {
            $0.unwatched = ["1 published lines are on no topic"]
        },
    ]

    private static func notice(_ event: String, place: Int) -> History.Notice {
        History.Notice(payment: "p", event: event, content: 1, place: place, isAnswered: true)
    }

    private static func firstAccepted(_ history: History) -> Int {
        history.billers.firstIndex { $0.status == .accepted } ?? 0
    }

    private static func entries(of biller: String, _ effect: Model.Expectation.BillerEffect) -> [LedgerEntry] {
        let accepted = (0..<effect.accepted).map { place in
            // The whole amount on the first, so that the sum is right.
            entry(biller, "a\(place)", .accepted, place == 0 ? effect.acceptedMinor : 0, effects: 1)
        }
        return accepted + (0..<effect.refused).map { entry(biller, "r\($0)", .refused, 1, effects: 0) }
    }

    private static func entry(
        _ biller: String, _ payment: String, _ status: LedgerEntry.Status, _ amountMinor: Int64, effects: Int
    ) -> LedgerEntry {
        let json = """
            {"biller": "\(biller)", "payment": "\(payment)", "status": "\(status.rawValue)", \
            "amount_minor": \(amountMinor), \
            "currency": "EUR", "effects": \(effects), "requests": 1, "conflicts": 0}
            """
        guard let entry = try? JSONDecoder().decode(LedgerEntry.self, from: Data(json.utf8)) else {
            preconditionFailure("an entry is what its JSON says")
        }
        return entry
    }
}
