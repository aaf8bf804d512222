/// What a payment is for.
public enum PaymentKind: String, Sendable, CaseIterable {
    /// From a wallet to a wallet.
    case transfer
    /// From a wallet to a biller, who is told over HTTP.
    case bill
    /// From outside into a wallet. The payer is an account of kind `external`.
    case topup
    /// From a wallet to outside. The payee is an account of kind `external`, a bank rail, which is asked over HTTP.
    case withdrawal
}
