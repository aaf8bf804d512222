import NotificationWorker
import PaymentWorker
import Postgres
import Settings

/// Reads the status of everything that can be reached; what cannot is said in its place.
public struct StatusReader: Sendable {
    private let databases: Databases
    private let settings: Settings

    public init(settings: Settings) {
        self.settings = settings
        databases = Databases(settings)
    }

    public func read() -> StatusReport {
        var kafkaError: String?
        var view: KafkaView?
        do throws(OperationError) {
            view = try KafkaView(settings.kafka)
        } catch {
            kafkaError = error.detail
        }
        var workers: [StatusReport.Worker] = []
        var payments: [StatusReport.PaymentCount] = []
        var mails: [StatusReport.MailCount] = []
        for name in Databases.workers {
            do throws(OperationError) {
                let connection = try databases.open(name)
                defer { connection.close() }
                let rows = try asking(name) { () throws(PostgresError) in try connection.query(ReadLanes()) }
                if name == "payment" { payments = try paymentCounts(connection) }
                if name == "notification" { mails = try mailCounts(connection) }
                var ends: [Int32: KafkaView.Lane] = [:]
                do throws(OperationError) {
                    ends = try view?.lanes(of: name, rows) ?? [:]
                } catch {
                    kafkaError = kafkaError ?? error.detail
                }
                let lanes = rows.map { LaneStanding($0, kafka: ends[$0.lane], clusterID: view?.clusterID) }
                workers.append(StatusReport.Worker(name: name, lanes: lanes, error: nil))
            } catch {
                workers.append(StatusReport.Worker(name: name, lanes: [], error: error.detail))
            }
        }
        return StatusReport(
            at: .now(), mode: settings.kafkaMode.rawValue,
            bootstrapServers: settings.kafka.properties["bootstrap.servers"] ?? "", kafkaError: kafkaError,
            workers: workers, payments: payments, mails: mails)
    }

    private func paymentCounts(_ connection: Connection) throws(OperationError) -> [StatusReport.PaymentCount] {
        try asking("payment") { () throws(PostgresError) in
            try connection.query(CountByState()).map { row in
                StatusReport.PaymentCount(
                    kind: row.kind.rawValue, state: row.state.rawValue, reason: row.reason?.rawValue, count: row.count)
            }
        }
    }

    private func mailCounts(_ connection: Connection) throws(OperationError) -> [StatusReport.MailCount] {
        try asking("notification") { () throws(PostgresError) in
            try connection.query(CountMails()).map {
                StatusReport.MailCount(state: $0.state, code: $0.code, count: $0.count)
            }
        }
    }
}
