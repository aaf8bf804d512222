/// Why a payment does not go on.
public enum StuckCause: Sendable, Hashable {
    /// The message for `worker` was given up.
    case deadLetter(worker: String, topic: String, reason: String)
    /// `worker` has decided and its message is not on its topic yet.
    case unpublished(worker: String)
    case halted(worker: String, lane: String)
    case paused(what: String)
    case notRunning(worker: String)
    /// `worker` has messages to come.
    case behind(worker: String, topic: String)
    /// The message for `worker` is neither to come nor given up.
    case lost(worker: String, topic: String)
    /// Nobody could say whether messages are to come.
    case unknown(worker: String, topic: String)
    case billerSilent(biller: String)
    case billerContradicts(biller: String)
    case billerNotAsked(biller: String)
    case billerPaused(biller: String, endpoint: String)
    /// The call ended the worker's processes, and waits for an operator.
    case callAside(kind: String, key: String)

    /// Stable.
    public var code: String {
        switch self {
        case .deadLetter: "dead_letter"
        case .unpublished: "unpublished"
        case .halted: "lane_halted"
        case .paused: "paused"
        case .notRunning: "not_running"
        case .behind: "behind"
        case .lost: "lost"
        case .unknown: "unknown"
        case .billerSilent: "biller_silent"
        case .billerContradicts: "biller_contradicts"
        case .billerNotAsked: "biller_not_asked"
        case .billerPaused: "biller_paused"
        case .callAside: "call_put_aside"
        }
    }

    /// Who is waited for.
    public var worker: String {
        switch self {
        case .deadLetter(let worker, _, _), .unpublished(let worker), .halted(let worker, _), .notRunning(let worker),
            .behind(let worker, _), .lost(let worker, _), .unknown(let worker, _):
            worker
        case .paused(let what): what.split(separator: " ").last.map(String.init) ?? what
        case .billerSilent, .billerContradicts, .billerNotAsked, .billerPaused, .callAside: "billing"
        }
    }

    /// Said of several payments at once.
    public var sentence: String {
        switch self {
        case .deadLetter(let worker, let topic, let reason): "\(worker) gave the message of \(topic) up: \(reason)"
        case .unpublished(let worker): "\(worker) has decided and cannot publish it"
        case .halted(let worker, let lane): "lane \(lane) of \(worker) is halted"
        case .paused(let what): "\(what) is paused"
        case .notRunning(let worker): "no process of \(worker) is running"
        case .behind(let worker, let topic): "\(worker) has not got to it yet: \(topic) has messages to come"
        case .lost(let worker, let topic): "\(worker) never got the message, and none is to come on \(topic)"
        case .unknown(let worker, let topic): "\(worker) has not got the message of \(topic); Kafka was not asked"
        case .billerSilent(let biller): "the biller \(biller) has given no clear answer"
        case .billerContradicts(let biller): "the biller \(biller) answers something else than it was asked"
        case .billerNotAsked(let biller): "the biller \(biller) was not asked yet"
        case .billerPaused(let biller, let endpoint): "calls to the biller \(biller) at \(endpoint) are paused"
        case .callAside(let kind, _): "the call \(kind) ended processes of billing again and again; it is put aside"
        }
    }

    /// What to do about it.
    public var advice: String {
        switch self {
        case .deadLetter: "giro dlq list shows it; mend the cause, then giro dlq requeue"
        case .unpublished: "see whether Kafka answers (giro status, last error); it goes on by itself"
        case .halted: "giro status names the reason; docs/operating.md, halted lanes"
        case .paused: "giro resume, when the reason for the pause is over"
        case .notRunning(let worker): "start it: giro worker \(worker)"
        case .behind: "it goes on by itself; if the lag does not shrink, see last error, or start more processes"
        case .lost: "send the same payment.requested again: whoever has decided repeats the answer"
        case .unknown: "see whether Kafka answers, then ask again"
        case .billerSilent: "ask the biller; its answer to the next try decides, or yours: giro invoice decide"
        case .billerContradicts: "talk to the biller, by the payment's id; giro trace shows what it answered"
        case .billerNotAsked: "the breaker is open or too many calls wait; it goes on by itself"
        case .billerPaused: "giro resume connector, when the biller answers again"
        case .callAside(let kind, let key):
            "mend what ends them (their logs), then giro resume call billing \(kind) \(key)"
        }
    }
}
