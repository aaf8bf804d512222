import Hummingbird
import Identity

/// One operation of the API: where, for whom, and what it does. `Endpoints.all` is the table of them.
struct Endpoint: Sendable {
    /// Who may ask.
    enum Access: Sendable, Equatable {
        case everybody
        /// A person, or a program with the scope.
        case scope(Scope)
        /// A person with an access token.
        case people
        /// A business or an admin, or a program of theirs with the scope.
        case business(Scope)
        /// A person of this role.
        case role(Person.Role)
    }

    let method: HTTPRequest.Method
    /// As in docs/openapi.yaml, `{name}` for a part that varies.
    let path: String
    /// As `GET /v1/profile`.
    let operation: String
    let access: Access
    let handle: @Sendable (Call, Services) async throws -> Answer
    /// Whether a repetition with one Idempotency-Key is kept from doing its work twice.
    var isIdempotent: Bool { method == .post }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        _ handle: @escaping @Sendable (Call, Services) async throws -> Answer
    ) {
        self.method = method
        self.path = path
        operation = "\(method.rawValue) \(path)"
        self.access = access
        self.handle = handle
    }

    /// - Throws: `unauthenticated`, `role_not_allowed`, `scope_not_allowed`.
    func admit(_ caller: Caller?) throws(Problem) {
        if access == .everybody { return }
        guard let caller else { throw Problem(.unauthenticated) }
        switch access {
        case .everybody: return
        case .scope(let scope): if !caller.may(scope) { throw Problem(.scopeNotAllowed) }
        case .business(let scope):
            if !caller.may(scope) { throw Problem(.scopeNotAllowed) }
            if caller.role != .business, caller.role != .admin { throw Self.refusal(of: caller) }
        case .people: if caller.session == nil { throw Problem(.scopeNotAllowed) }
        case .role(let role):
            if caller.session == nil { throw Problem(.scopeNotAllowed) }
            if caller.role != role { throw Self.refusal(of: caller) }
        }
    }

    /// Who has a role that is not in force yet is told what it waits for.
    private static func refusal(of caller: Caller) -> Problem {
        Problem(caller.awaitsSecondFactor ? .secondFactorRequired : .roleNotAllowed)
    }
}

/// All operations.
enum Endpoints {
    static let all = people + sessions + keys + accounts + transactions + bills + payments + webhooks + house
}

/// What endpoints work with: the house's services, and what is being done with them, for the trail.
struct Services: Sendable {
    let house: House
    var act: Act?

    var identity: IdentityService {
        var identity = house.identity
        identity.act = act
        return identity
    }

    var orders: PaymentOrders {
        var orders = house.orders
        orders.act = act
        return orders
    }

    var reads: Reads { house.reads }
    var cursors: PageCursors { PageCursors(root: house.identity.root) }
    var trail: TrailWriter { house.trail }
    var codes: CodeDesk { house.codes }
    var watch: PaymentWatch { house.watch }
    var webhooks: WebhookOffer? { house.webhooks }
    var pages: Pages { house.pages }
    var configuration: GatewayConfiguration { house.configuration }
}

/// The same for every request; by reference, as handing a copy of it on would count dozens of references each time.
final class House: Sendable {
    let identity: IdentityService
    let reads: Reads
    let orders: PaymentOrders
    let trail: TrailWriter
    let codes: CodeDesk
    let watch: PaymentWatch
    let readiness = Readiness()
    /// Nil where webhooks are not offered.
    let webhooks: WebhookOffer?
    let pages: Pages
    let configuration: GatewayConfiguration

    init(
        identity: IdentityService, reads: Reads, orders: PaymentOrders, trail: TrailWriter, codes: CodeDesk,
        watch: PaymentWatch, webhooks: WebhookOffer?, pages: Pages, configuration: GatewayConfiguration
    ) {
        self.identity = identity
        self.reads = reads
        self.orders = orders
        self.trail = trail
        self.codes = codes
        self.watch = watch
        self.webhooks = webhooks
        self.pages = pages
        self.configuration = configuration
    }
}
