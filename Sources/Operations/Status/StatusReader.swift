import BillingWorker
import NotificationWorker
import PaymentWorker
import Payments
import Postgres
import Settings
import WebhookWorker

/// Reads the status of everything that can be reached; what cannot is said in its place.
public struct StatusReader: Sendable {
    private let databases: Databases
    private let settings: Settings
    private let stuckAfter: Duration

    private static let stuckShown: Int32 = 10

    /// - Parameter stuckAfter: payments under way for longer are listed.
    public init(settings: Settings, stuckAfter: Duration = .seconds(600)) {
        self.settings = settings
        self.stuckAfter = stuckAfter
        databases = Databases(settings)
    }

    public func read() -> StatusReport {
        var report = StatusReport(
            at: .now(), mode: settings.kafkaMode.rawValue,
            bootstrapServers: settings.kafka.properties["bootstrap.servers"] ?? "")
        var view: KafkaView?
        do throws(OperationError) {
            view = try KafkaView(settings.kafka)
        } catch {
            report.kafkaError = error.detail
        }
        if view != nil { report.deadLetters = StatusReport.OpenDeadLetters(settings) }
        for name in Databases.workers {
            do throws(OperationError) {
                let connection = try databases.open(name)
                defer { connection.close() }
                let rows = try asking(name) { () throws(PostgresError) in try connection.query(ReadLanes()) }
                var worker = worker(name, rows, view, &report.kafkaError)
                try asking(name) { () throws(PostgresError) in
                    worker.processes = try connection.query(ReadProcesses())
                    worker.orders = try connection.query(ReadStandingOrders(worker: name))
                    worker.inHand = try connection.query(ReadInHand())
                }
                report.workers.append(worker)
                try asking(name) { () throws(PostgresError) in try readOwn(name, connection, into: &report) }
            } catch {
                report.workers.removeAll { $0.name == name }
                report.workers.append(StatusReport.Worker(name: name, lanes: [], error: error.detail))
            }
        }
        return report
    }

    /// A worker's lanes; without Kafka's side where Kafka does not answer.
    private func worker(
        _ name: String, _ rows: [LaneRow], _ view: KafkaView?, _ kafkaError: inout String?
    ) -> StatusReport.Worker {
        var ends: [Int32: KafkaView.Lane] = [:]
        do throws(OperationError) {
            ends = try view?.lanes(of: name, rows) ?? [:]
        } catch {
            kafkaError = kafkaError ?? error.detail
        }
        let lanes = rows.map { LaneStanding($0, kafka: ends[$0.lane], clusterID: view?.clusterID) }
        return StatusReport.Worker(name: name, lanes: lanes, error: nil)
    }

    /// What only one worker knows.
    private func readOwn(
        _ name: String, _ connection: Connection, into report: inout StatusReport
    ) throws(PostgresError) {
        switch name {
        case "wallet": report.suspense = try connection.query(SuspenseTotals())
        case "billing":
            let open = try connection.query(OpenInvoices(olderThan: stuckBefore(report.at), limit: 1_000))
            report.asked = Dictionary(open.map { ($0.payment, StatusReport.Asked($0)) }) { first, _ in first }
        case "payment":
            report.payments = try connection.query(CountByState()).map { StatusReport.PaymentCount($0) }
            report.underWay = Self.grouped(try connection.query(CountUnderWay(now: report.at.timestamp)))
            let stuck = Stuck(olderThan: stuckBefore(report.at), limit: Self.stuckShown)
            report.stuck = try connection.query(stuck).map { StatusReport.StuckPayment($0, report.asked[$0.payment]) }
        case "notification":
            report.mails = try connection.query(CountMails()).map { StatusReport.MailCount($0) }
        case "webhook":
            report.deliveries = try connection.query(CountDeliveries()).map { StatusReport.MailCount($0) }
        default:
            break
        }
    }

    private static func grouped(_ rows: [CountUnderWay.Row]) -> [StatusReport.UnderWay] {
        let states = PaymentState.allCases.filter { state in rows.contains { $0.state == state } }
        return states.map { state in
            var counts = Array(repeating: Int64(0), count: CountUnderWay.limitsSeconds.count + 1)
            for row in rows where row.state == state { counts[Int(row.age)] += row.count }
            return StatusReport.UnderWay(state: state.rawValue, counts: counts)
        }
    }

    private func stuckBefore(_ now: Moment) -> Timestamp {
        Timestamp(microseconds: now.timestamp.microseconds - stuckAfter.wholeMilliseconds * 1_000)
    }
}
