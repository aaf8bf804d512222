import Curl
import Lane

/// How the call `webhook` ended.
public enum WebhookOutcome: Sendable, Equatable {
    /// The endpoint answered 2xx.
    case delivered(status: Int)
    /// 410: it wants nothing any more.
    case gone
    /// Another answer, or none. It is tried again.
    case failed(code: String, status: Int?, retryAfter: Duration)
    /// Nothing was tried: the endpoint has no place now.
    case held(code: String, retryAfter: Duration)
    /// Nothing was tried: what the call carries is too old, or not of this version.
    case stale

    init(_ answer: WebhookAnswer) {
        switch answer {
        case .status(let status, _) where (200...299).contains(status): self = .delivered(status: status)
        case .status(410, _): self = .gone
        case .status(let status, let retryAfter):
            self = .failed(code: "http_\(status / 100)xx", status: status, retryAfter: retryAfter)
        case .none(let code): self = .failed(code: code.rawValue, status: nil, retryAfter: .zero)
        }
    }

    /// What it says about the endpoint. One that answers 4xx is at work.
    var breakerResult: CircuitBreaker.Result {
        switch self {
        case .delivered, .gone: .success
        case .failed(_, let status?, _): status >= 500 || status == 429 ? .failure : .success
        case .failed(let code, nil, _): Self.ownFaults.contains(code) ? .abandoned : .failure
        case .held, .stale: .abandoned
        }
    }

    var ending: CallEnding {
        switch self {
        case .delivered: CallEnding("sent")
        case .gone: CallEnding("refused", code: "gone")
        case .failed(let code, _, _): CallEnding("later", code: code)
        case .held(let code, _): CallEnding("held", code: code)
        case .stale: CallEnding("stale")
        }
    }

    private static let ownFaults = Set(
        [CurlError.Code.tlsSettings, .invalidRequest, .overloaded, .cancelled, .shutDown, .outOfMemory].map(\.rawValue))
}
