import Lane
import Messages
import Postgres

/// Follows every payment: keeps its state and its timeline, and tells people how it ended.
///
/// It hears of a payment on six topics, which have no order among each other; `PaymentState` gives them one.
public struct PaymentWorker: Worker {
    public typealias Message = PaymentNews
    public typealias Outcome = Never

    public let name = "payment"
    public let inputs = [
        PaymentRequested.topic, PaymentRejected.topic, WalletDebited.topic, BillPaid.topic, BillFailed.topic,
        WalletCredited.topic,
    ]
    public let migrations = [
        Migration(number: 1, name: "payment", sql: PackageResources._001_payment_sql),
        Migration(number: 2, name: "history", sql: PackageResources._002_history_sql),
        Migration(number: 3, name: "timeline", sql: PackageResources._003_timeline_sql),
        Migration(number: 4, name: "history_by_time", sql: PackageResources._004_history_by_time_sql),
        Migration(number: 5, name: "vacuum", sql: PackageResources._005_vacuum_sql),
    ]

    let metrics = PaymentMetrics(worker: "payment")

    public init() {}

    public func makeDecoder() -> any RecordDecoder<PaymentNews> { PaymentDecoder() }
}
