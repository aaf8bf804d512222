import Postgres
import Settings

/// Lets a call go on that ended processes and was put aside: what ended them is mended, or was not the call's doing.
public struct CallRelease: Sendable, Equatable {
    public let worker: String
    public let kind: String
    public let key: String

    public init(worker: String, kind: String, key: String) {
        self.worker = worker
        self.kind = kind
        self.key = key
    }

    var sentence: String { "call \(kind) \(key) of \(worker)" }
}

extension OrderDesk {
    /// The worker's process that owns the lane follows within two seconds.
    public func resume(_ call: CallRelease, reason: String) throws(OperationError) -> OrderReport {
        try OrderTarget.require(call.worker)
        let isAside = try databases.query(ReadInHand(), of: call.worker).contains {
            $0.putAsideAt != nil && $0.kind == call.kind && $0.key == call.key
        }
        guard isAside else {
            throw OperationError(
                .unknownTarget, "\(call.worker) has put no \(call.kind) \(call.key) aside; giro status shows them")
        }
        return try change("resume", worker: call.worker, target: call.sentence, reason: reason) {
            connection throws(PostgresError) in try connection.execute(ForgetAside(call: call)) > 0
        }
    }
}

private struct ForgetAside: Statement {
    let call: CallRelease

    static let sql = "DELETE FROM in_hand WHERE kind = $1 AND key = $2 AND put_aside_at IS NOT NULL"

    func bind(_ p: inout Parameters) {
        p.append(call.kind)
        p.append(call.key)
    }
}
