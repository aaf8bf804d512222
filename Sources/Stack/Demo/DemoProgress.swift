/// How far the demo is, for a progress bar.
public struct DemoProgress: Sendable, Equatable {
    public enum Step: String, Sendable {
        case opening = "opening accounts"
        case funding = "funding wallets"
        case paying = "paying"
        case closing = "sending mail"
    }

    public let step: Step
    /// Of `total`: lines applied, or payments final.
    public let done: Int
    public let total: Int
}
