import Curl
import Lane
import Logging
import Payments

/// Billers that speak docs/biller-api.yaml.
public struct HTTPBillerConnector: BillerConnector {
    private let client: CurlClient
    private let configuration: ConnectorConfiguration
    private let gates: ConcurrencyGates
    private let breakers: Breakers
    private let spans: (any SpanRecorder)?

    public init(
        client: CurlClient, configuration: ConnectorConfiguration = ConnectorConfiguration(),
        spans: (any SpanRecorder)? = nil, logger: Logger = Logger(label: "giro.billers")
    ) {
        self.client = client
        self.configuration = configuration
        self.spans = spans
        gates = ConcurrencyGates(
            maximumInside: configuration.concurrentPerBiller, maximumWaiting: configuration.waitingPerBiller)
        let settings = CircuitBreaker.Settings(
            failures: configuration.breakerFailures, openFor: configuration.breakerOpenFor)
        breakers = Breakers(settings: settings, logger: logger)
    }

    public func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome {
        await admitted(instruction) { () async throws(NoAnswer) in
            if asksFirst {
                let answer = try await exchange(question(instruction), instruction)
                if let outcome = BillerAnswer.outcome(ofQuestion: answer, for: instruction) { return outcome }
            }
            let answer = try await exchange(order(instruction), instruction)
            return BillerAnswer.outcome(ofOrder: answer, for: instruction)
        }
    }

    public func ask(_ instruction: BillerInstruction) async -> BillerOutcome {
        await admitted(instruction) { () async throws(NoAnswer) in
            let answer = try await exchange(question(instruction), instruction)
            return BillerAnswer.outcome(ofQuestion: answer, for: instruction) ?? .unseen
        }
    }

    private func admitted(
        _ instruction: BillerInstruction, _ talk: () async throws(NoAnswer) -> BillerOutcome
    ) async -> BillerOutcome {
        let isPlain = !instruction.endpoint.hasPrefix("https://")
        if configuration.requiresTLS, isPlain { return .unknown(BillerDoubt("endpoint_without_tls")) }
        guard await gates.enter(instruction.endpoint) else {
            return .unknown(BillerDoubt("biller_busy", wasTried: false))
        }
        defer { gates.leave(instruction.endpoint) }
        do throws(NoAnswer) {
            return try await talk()
        } catch {
            return .unknown(error.doubt)
        }
    }

    public func states() -> [ConnectorState] { breakers.states() }

    private struct NoAnswer: Error {
        let doubt: BillerDoubt
    }

    private func exchange(
        _ request: HTTPRequest, _ instruction: BillerInstruction
    ) async throws(NoAnswer) -> HTTPResponse {
        let endpoint = instruction.endpoint
        switch breakers.admit(endpoint) {
        case .refused(let retryAfter):
            throw NoAnswer(doubt: BillerDoubt("breaker_open", retryAfter: retryAfter))
        case .passes(let ticket):
            do throws(CurlError) {
                let response = try await RequestTrace(spans, request, below: instruction.traceparent).follow {
                    () async throws(CurlError) in try await client.perform(request)
                }
                breakers.record(response.status.isHealthy ? .success : .failure, ticket, endpoint)
                return response
            } catch {
                breakers.record(error.breakerResult, ticket, endpoint)
                // A question changes nothing at the biller: only an order counts as sent.
                let wasSent = error.mayHaveTakenEffect && !request.body.isEmpty
                throw NoAnswer(doubt: BillerDoubt(error.code.rawValue, wasSent: wasSent))
            }
        }
    }

    private func question(_ instruction: BillerInstruction) -> HTTPRequest {
        request("GET", instruction, body: [], headers: [])
    }

    private func order(_ instruction: BillerInstruction) -> HTTPRequest {
        let headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Idempotency-Key", instruction.payment.description),
        ]
        return request("PUT", instruction, body: instruction.requestBody(), headers: headers)
    }

    private func request(
        _ method: String, _ instruction: BillerInstruction, body: [UInt8], headers: [HTTPHeader]
    ) -> HTTPRequest {
        var headers = headers
        headers.append(HTTPHeader("Accept", "application/json"))
        let trace = TraceParent.header(for: instruction.payment, parent: instruction.traceparent)
        headers.append(HTTPHeader("traceparent", trace))
        if instruction.endpoint.hasPrefix("https://"), let token = configuration.tokens[instruction.endpoint] {
            headers.append(HTTPHeader("Authorization", "Bearer \(token)"))
        }
        return HTTPRequest(
            method: method, url: instruction.url, headers: headers, body: body,
            connectTimeout: configuration.connectTimeout, timeout: configuration.requestTimeout,
            maximumResponseBytes: configuration.maximumAnswerBytes, tls: configuration.tls)
    }
}

extension Int {
    /// Of an HTTP status: whether the biller is at work, whatever it says.
    fileprivate var isHealthy: Bool { self < 500 && self != 429 }
}

extension CurlError {
    /// Whether the endpoint is to blame.
    fileprivate var breakerResult: CircuitBreaker.Result {
        switch code {
        case .resolveFailed, .connectFailed, .addressRefused, .connectionLost, .timedOut, .tlsFailed,
            .certificateRejected,
            .startTLSUnavailable, .protocolViolation, .responseTooLarge, .other:
            .failure
        case .tlsSettings, .loginDenied, .smtpRejected, .invalidRequest, .overloaded, .cancelled, .shutDown,
            .outOfMemory:
            .abandoned
        }
    }
}
