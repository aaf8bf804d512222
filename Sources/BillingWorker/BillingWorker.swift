import Lane
import Messages
import Payments
import Postgres

/// Brings the purpose of debited money about: a transfer is done at once, a bill by asking its biller, a top-up its
/// source, a withdrawal its rail. All three speak one contract and are called billers here.
///
/// A biller's answer is accepted, refused or unknown. Unknown is never taken for a failure: the same question is asked
/// again, ever more slowly, until it is known. A payment has one outcome for ever; a repeated message repeats it.
public struct BillingWorker: Worker {
    public typealias Message = BillingMessage
    public typealias Outcome = BillerOutcome

    /// Orders, and asks first where that is due.
    static let payKind = "pay_biller"
    /// Asks about a payment that is to be cancelled, until it is known.
    static let askKind = "ask_biller"
    /// The same once and at once, for a cancellation that comes between two tries.
    static let askOnceKind = "ask_biller_once"
    /// Looks once more for the invoice of a cancellation.
    static let cancelKind = "cancel"

    public let name = "billing"
    public let inputs = [
        WalletDebited.topic, BillerUpdated.topic, BillPresented.topic, PaymentCancelRequested.topic,
        DecisionRequested.topic,
    ]
    public let migrations = [
        Migration(number: 1, name: "billing", sql: PackageResources._001_billing_sql),
        Migration(number: 2, name: "withdrawals", sql: PackageResources._002_withdrawals_sql),
        Migration(number: 3, name: "cancellations", sql: PackageResources._003_cancellations_sql),
        Migration(number: 4, name: "bills", sql: PackageResources._004_bills_sql),
        Migration(number: 5, name: "source_log", sql: PackageResources._005_source_log_sql),
    ]

    let connector: any BillerConnector
    let retries: RetrySchedule
    let unseenAfter: Duration
    let recalls = Recalls()

    /// - Parameter unseenAfter: how long after the last order a biller's word that it has never seen the payment is
    ///   final: an order that was on its way has arrived by then, or never will.
    public init(
        connector: any BillerConnector, retries: RetrySchedule = RetrySchedule(), unseenAfter: Duration = .seconds(60)
    ) {
        self.connector = connector
        self.retries = retries
        self.unseenAfter = unseenAfter
    }

    public func makeDecoder() -> any RecordDecoder<BillingMessage> { BillingDecoder() }

    /// Asks before it orders when an order may have gone out before: after a try whose end is unknown, after a crash.
    public func perform(_ call: Call) async -> BillerOutcome {
        guard var instruction = BillerInstruction(callBody: call.body) else {
            // The handler writes the call anew from its own rows.
            return .unknown(BillerDoubt("unreadable_call"))
        }
        instruction.traceparent = call.traceparent ?? instruction.traceparent
        guard call.kind == Self.payKind else { return await connector.ask(instruction) }
        if recalls.contains(instruction.payment) {
            // Cancelled before its turn came.
            return call.mayHaveBeenSent
                ? await connector.ask(instruction) : .unknown(BillerDoubt("recalled", wasTried: false))
        }
        return await connector.pay(instruction, asksFirst: call.mayHaveBeenSent)
    }

    /// A biller's endpoint.
    public func connector(of call: Call) -> String? { BillerInstruction(callBody: call.body)?.endpoint }

    public func connectorStates() -> [ConnectorState] { connector.states() }

    public func ending(of outcome: BillerOutcome) -> CallEnding {
        switch outcome {
        case .accepted: CallEnding("accepted")
        case .refused(let reason): CallEnding("refused", code: reason.code)
        case .unseen: CallEnding("unseen")
        case .unknown(let doubt): CallEnding("unknown", code: doubt.code)
        }
    }
}

extension Call {
    /// Whether the biller may have heard of the payment before this call is performed.
    var mayHaveBeenSent: Bool { attempt > 0 || recovered }
}
