/// What a payment is for.
public enum PaymentKind: String, Sendable, CaseIterable {
    /// From a wallet to a wallet.
    case transfer
    /// From a wallet to a biller, who is told over HTTP.
    case bill
    /// From outside into a wallet. The payer is an account of kind `external`.
    case topup
}
