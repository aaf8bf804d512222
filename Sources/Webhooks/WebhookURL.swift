import Payments

/// Where an endpoint is: a `WebAddress`, held to this system's rules.
public struct WebhookURL: Sendable, Equatable {
    public struct Rules: Sendable {
        public var requiresTLS: Bool
        /// Nil: any.
        public var ports: Set<Int>?
        public var addresses: AddressRules

        public init(requiresTLS: Bool = true, ports: Set<Int>? = [443, 8443], addresses: AddressRules = AddressRules())
        {
            self.requiresTLS = requiresTLS
            self.ports = ports
            self.addresses = addresses
        }
    }

    public typealias Refusal = WebAddress.Refusal

    public static let maximumBytes = WebAddress.maximumBytes

    public let text: String

    public init(_ text: String, rules: Rules) throws(Refusal) {
        let address = try WebAddress(text)
        if !address.isTLS, rules.requiresTLS { throw Refusal(reason: "must begin with https://") }
        if let ports = rules.ports, !ports.contains(address.port) {
            let list = ports.sorted().map { String($0) }.joined(separator: ", ")
            throw Refusal(reason: "must have one of the ports \(list)")
        }
        if case .address(let literal) = address.host, !rules.addresses.allows(literal) {
            throw Refusal(reason: "must be at a public address")
        }
        self.text = text
    }
}
