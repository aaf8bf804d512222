/// A call that is performed while the process has nothing else in hand.
struct SoloCall {
    let identity: CallIdentity
    /// Not to be performed before; `monotonicMilliseconds`.
    let notBefore: Int64
    var isPerformed = false
}
