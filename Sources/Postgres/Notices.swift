import CLibPQ
import Logging

/// Hands the server's notices to the log. Their text can quote rows, so only their kind is told.
final class Notices {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// The connection keeps a bare pointer to this object, which therefore has to live as long as the connection.
    func receive(from connection: OpaquePointer) {
        let receiver: PQnoticeReceiver = { context, result in
            guard let context, let result else { return }
            Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().log(result)
        }
        _ = PQsetNoticeReceiver(connection, receiver, Unmanaged.passUnretained(self).toOpaque())
    }

    private func log(_ result: OpaquePointer) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        let severity = field(giro_field_severity) ?? "NOTICE"
        var metadata: Logger.Metadata = ["severity": "\(severity)"]
        metadata["sqlstate"] = field(giro_field_sqlstate).map { "\($0)" }
        metadata["table"] = field(giro_field_table).map { "\($0)" }
        metadata["constraint"] = field(giro_field_constraint).map { "\($0)" }
        logger.log(level: severity == "WARNING" ? .warning : .debug, "notice from PostgreSQL", metadata: metadata)
    }
}
