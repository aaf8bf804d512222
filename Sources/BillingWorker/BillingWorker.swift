import Lane
import Messages
import Payments
import Postgres

/// Brings the purpose of debited money about: a transfer is done at once, a bill or a top-up by asking its biller.
///
/// A biller's answer is accepted, refused or unknown. Unknown is never taken for a failure: the same question is asked
/// again, ever more slowly, until it is known. A payment has one outcome for ever; a repeated message repeats it.
public struct BillingWorker: Worker {
    public typealias Message = BillingMessage
    public typealias Outcome = BillerOutcome

    static let callKind = "pay_biller"

    public let name = "billing"
    public let inputs = [WalletDebited.topic, BillerUpdated.topic, BillPresented.topic]
    public let migrations = [
        Migration(number: 1, name: "billing", sql: PackageResources._001_billing_sql),
        Migration(number: 2, name: "bills", sql: PackageResources._002_bills_sql),
    ]

    let connector: any BillerConnector
    let retries: RetrySchedule

    public init(connector: any BillerConnector, retries: RetrySchedule = RetrySchedule()) {
        self.connector = connector
        self.retries = retries
    }

    public func makeDecoder() -> any RecordDecoder<BillingMessage> { BillingDecoder() }

    /// Asks before it orders when an order may have gone out before: after a try whose end is unknown, after a crash.
    public func perform(_ call: Call) async -> BillerOutcome {
        guard var instruction = BillerInstruction(callBody: call.body) else {
            // The handler writes the call anew from its own rows.
            return .unknown(BillerDoubt("unreadable_call"))
        }
        instruction.traceparent = call.traceparent ?? instruction.traceparent
        return await connector.pay(instruction, asksFirst: call.mayHaveBeenSent)
    }

    /// A biller's endpoint.
    public func connector(of call: Call) -> String? { BillerInstruction(callBody: call.body)?.endpoint }

    public func connectorStates() -> [ConnectorState] { connector.states() }

    public func ending(of outcome: BillerOutcome) -> CallEnding {
        switch outcome {
        case .accepted: CallEnding("accepted")
        case .refused(let reason): CallEnding("refused", code: reason.code)
        case .unknown(let doubt): CallEnding("unknown", code: doubt.code)
        }
    }
}

extension Call {
    /// Whether the biller may have heard of the payment before this call is performed.
    var mayHaveBeenSent: Bool { attempt > 0 || recovered }
}
