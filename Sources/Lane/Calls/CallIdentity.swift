/// What makes a call the same call.
struct CallIdentity: Hashable, Sendable {
    let lane: Int32
    let kind: String
    let key: String
}
