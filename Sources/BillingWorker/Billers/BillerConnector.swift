import Lane

/// A way to ask billers. One implementation speaks HTTP; another could speak to a scheme or a file drop.
public protocol BillerConnector: Sendable {
    /// Asks the biller to take the payment. May be called again for the same payment, also at once by another process
    /// after a crash: the other side knows the payment by its id.
    ///
    /// - Parameter asksFirst: an order may have reached the biller before, so ask what became of it before ordering.
    func pay(_ instruction: BillerInstruction, asksFirst: Bool) async -> BillerOutcome

    /// Asks what became of a payment and orders nothing: `unseen` when the biller has never heard of it.
    func ask(_ instruction: BillerInstruction) async -> BillerOutcome

    /// The endpoints that do not answer well.
    func states() -> [ConnectorState]
}

extension BillerConnector {
    /// Of a connector that can only order: nobody can tell.
    public func ask(_ instruction: BillerInstruction) async -> BillerOutcome { .unknown(BillerDoubt("cannot_ask")) }

    public func states() -> [ConnectorState] { [] }
}
