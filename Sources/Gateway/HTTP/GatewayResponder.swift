import HTTPTypes
import Hummingbird
import Identity
import Logging
import Payments

/// The way of a request: admit, find the endpoint, identify the caller, count, read the body, do it once, answer.
struct GatewayResponder: HTTPResponder {
    typealias Context = GatewayContext

    let routes: RouteTable
    let services: Services
    let requests: IdempotentRequests
    let rates: RateLimiter
    let admission: Places<CountedAddress>
    let known = KnownCallers()
    let metrics: GatewayMetrics
    let cors: CrossOrigin
    let logger: Logger

    private var limits: GatewayConfiguration.Limits { services.configuration.limits }

    func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let began = ContinuousClock.now
        let found = routes.match(request.method, request.uri.path)
        var rate: RateLimiter.Standing?
        var act: Act?
        var answer: Answer
        do {
            answer = try await admitted(request, found, context, &rate, &act)
        } catch {
            let problem = Problem(error, logger: logger)
            metrics.refused(problem.code)
            if let act, problem.code.isKeptInTrail { services.trail.add(act, outcome: problem.code.rawValue) }
            answer = problem.answer
            // What is left of a body that nobody reads would be taken for the next request.
            answer.headers[.connection] = Self.hasBody(request) ? "close" : nil
        }
        if let rate {
            answer.headers[.rateLimitLimit] = String(rate.limit)
            answer.headers[.rateLimitRemaining] = String(rate.remaining)
            answer.headers[.rateLimitReset] = String(rate.resetSeconds)
        }
        answer.headers[.requestID] = context.id
        cors.mark(&answer, for: request)
        let response = answer.response(to: request)
        let took = ContinuousClock.now - began
        metrics.answered(found.operation, status: response.status, after: took)
        if logger.logLevel <= .debug { log(request, found.operation, response.status, took, context) }
        return response
    }

    /// The operation, never the address: that may name a person or an account.
    private func log(
        _ request: Request, _ operation: String?, _ status: HTTPResponse.Status, _ took: Duration,
        _ context: GatewayContext
    ) {
        var metadata: Logger.Metadata = [
            "operation": "\(operation ?? "none")", "status": "\(status.code)", "request": "\(context.id)",
            "milliseconds": "\(Int(took / .milliseconds(1)))",
        ]
        if let trace = TraceParent.of(request.headers) { metadata["trace_id"] = "\(TraceParent.traceID(of: trace))" }
        logger.debug("a request was answered", metadata: metadata)
    }

    /// More requests at once than there are places are refused at once rather than slowly. Whether the gateway is well
    /// must be told all the same.
    private func admitted(
        _ request: Request, _ found: RouteTable.Match, _ context: GatewayContext,
        _ rate: inout RateLimiter.Standing?, _ act: inout Act?
    ) async throws -> Answer {
        let address = address(of: request, context)
        try Self.checkHost(request)
        if case .options(let allow) = found { return cors.options(allow: allow, request) }
        if case .endpoint(let endpoint, _) = found, endpoint.path.hasPrefix("/health") {
            return try await perform(request, found, address, context, &rate, &act)
        }
        let holders = [CountedAddress(address)]
        guard admission.enter(holders) else { throw Problem(.overloaded, retryAfterSeconds: 1) }
        defer { admission.leave(holders) }
        return try await perform(request, found, address, context, &rate, &act)
    }

    private func perform(
        _ request: Request, _ found: RouteTable.Match, _ address: String, _ context: GatewayContext,
        _ rate: inout RateLimiter.Standing?, _ act: inout Act?
    ) async throws -> Answer {
        let (endpoint, parameters) = try endpoint(found)
        let query = try QueryItems(request.uri.query)
        if endpoint.path.hasPrefix("/health") {
            try query.check([])
            return try await endpoint.handle(call(request, address, query), services)
        }
        func told(of caller: Caller?) -> Act {
            Act(request, endpoint, parameters, request: context.id, address: address, caller: caller)
        }
        let caller: Caller?
        do {
            caller = try await identify(request, endpoint, address, &rate)
        } catch {
            act = told(of: nil)
            throw error
        }
        let known = told(of: caller)
        act = known
        if let caller { try count(.person(caller.person), limits.requestsPerCaller, &rate) }
        try endpoint.admit(caller)
        let taken = services.pages.inputs[endpoint.operation] ?? .none
        try query.check(taken.parameters)
        var call = call(request, address, query, parameters: parameters, caller: caller)
        call.act = known
        call = try await reading(request, into: call)
        if caller?.isSigned == true { try ContentDigest.check(call.headers, body: call.body) }
        // What an operation without a body is sent all the same would be lost.
        if !taken.hasBody, let object = call.object { try Fields(object).noMore() }
        guard let trace = TraceParent.of(request.headers) else { return try await perform(call, known, at: endpoint) }
        return try await RequestTrace.$traceparent.withValue(trace) { [call] in
            try await perform(call, known, at: endpoint)
        }
    }

    private func perform(_ call: Call, _ known: Act, at endpoint: Endpoint) async throws -> Answer {
        let services = services.acting(known)
        try await checkIfMatch(call, endpoint, services)
        let answer =
            endpoint.isIdempotent
            ? try await requests.perform(call) { try await endpoint.handle($0, services) }
            : try await endpoint.handle(call, services)
        let isRepetition = answer.headers[.idempotencyReplayed] != nil
        if endpoint.method != .get, !known.isRecorded, !isRepetition { services.trail.add(known, outcome: "done") }
        return answer
    }

    private func endpoint(_ found: RouteTable.Match) throws(Problem) -> (Endpoint, [String: String]) {
        switch found {
        case .endpoint(let endpoint, let parameters): return (endpoint, parameters)
        case .otherMethod(let allow), .options(let allow): throw Problem(.methodNotAllowed, allow: allow)
        case .nothing: throw Problem(.notFound)
        }
    }

    /// Everybody who shows no good token counts with their address, so that guessing tokens is slow too. A token's
    /// signature costs no look-up, a key does: it is counted before it is looked up, and given back when it is good.
    private func identify(
        _ request: Request, _ endpoint: Endpoint, _ address: String, _ rate: inout RateLimiter.Standing?
    ) async throws -> Caller? {
        let bucket = RateLimiter.Bucket.address(CountedAddress(address))
        guard endpoint.access != .everybody else { return try counted(bucket, &rate) }
        let identity = services.identity
        if let bearer = bearer(of: request) {
            if IdentityService.isKey(bearer) {
                return try await lookedUp(KnownCallers.mark(bearer), bucket, &rate) {
                    try await identity.caller(bearer: bearer)
                }
            }
            do {
                return try await identity.caller(bearer: bearer)
            } catch {
                _ = try counted(bucket, &rate)
                throw error
            }
        }
        let signed: SignedRequest?
        do {
            signed = try MessageSignature.read(request, hasBody: Self.hasBody(request))
        } catch {
            _ = try counted(bucket, &rate)
            throw error
        }
        guard let signed else { return try counted(bucket, &rate) }
        let mark = KnownCallers.mark(signed.key.description, CountedAddress(address).text)
        return try await lookedUp(mark, bucket, &rate) { try await identity.caller(signed: signed) }
    }

    private func counted(
        _ bucket: RateLimiter.Bucket, _ rate: inout RateLimiter.Standing?
    ) throws(Problem) -> Caller? {
        try count(bucket, limits.requestsPerAddress, &rate)
        return nil
    }

    private func lookedUp(
        _ mark: KnownCallers.Mark, _ bucket: RateLimiter.Bucket, _ rate: inout RateLimiter.Standing?,
        _ find: () async throws -> Caller
    ) async throws -> Caller {
        let isKnown = known.contains(mark)
        let standing = rates.count(bucket, limit: limits.requestsPerAddress)
        if standing.isExceeded, !isKnown {
            rate = standing
            throw Problem(.rateLimited, retryAfterSeconds: Int(standing.resetSeconds))
        }
        do {
            let caller = try await find()
            rates.giveBack(bucket)
            if !isKnown { known.remember(mark) }
            return caller
        } catch {
            rate = standing
            if error is IdentityError { known.forget(mark) }
            throw error
        }
    }

    private func count(
        _ bucket: RateLimiter.Bucket, _ limit: Int64, _ rate: inout RateLimiter.Standing?
    ) throws(Problem) {
        let standing = rates.count(bucket, limit: limit)
        rate = standing
        if standing.isExceeded { throw Problem(.rateLimited, retryAfterSeconds: Int(standing.resetSeconds)) }
    }

    private func bearer(of request: Request) -> String? {
        guard let text = request.headers[.authorization], text.prefix(7).lowercased() == "bearer " else { return nil }
        return String(text.dropFirst(7))
    }

    private func address(of request: Request, _ context: GatewayContext) -> String {
        guard let name = services.configuration.addressHeader.flatMap({ HTTPField.Name($0) }),
            let last = request.headers[name]?.split(separator: ",").last
        else { return context.remoteAddress }
        return String(last.trimmingPrefix { $0 == " " }.prefix(64))
    }

    private func call(
        _ request: Request, _ address: String, _ query: QueryItems, parameters: [String: String] = [:],
        caller: Caller? = nil
    ) -> Call {
        Call(
            method: request.method, path: request.uri.path, parameters: parameters, headers: request.headers,
            query: query, address: address, identifiedCaller: caller, subject: .make())
    }

    static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil || (request.headers[.contentLength].flatMap { Int($0) } ?? 0) > 0
    }
}
