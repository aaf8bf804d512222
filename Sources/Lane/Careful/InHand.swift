/// What a process takes in hand, as it is noted before: a run of a lane's messages, a timer or a call.
struct InHand: Equatable {
    enum Stage: String {
        /// Bytes are made a message.
        case decode
        /// The worker decides.
        case handle
        /// An outside call is performed.
        case call
    }

    let lane: Int32
    /// The owner's.
    let epoch: Int64
    /// Empty for messages.
    let kind: String
    let key: String
    let first: Int64
    let last: Int64
    /// How many owners ended with it in hand before.
    let ends: Int

    init(lane: LaneState, offsets: ClosedRange<Int64>, ends: Int = 0) {
        self.lane = lane.id
        epoch = lane.epoch
        kind = ""
        key = "\(offsets.lowerBound)-\(offsets.upperBound)"
        first = offsets.lowerBound
        last = offsets.upperBound
        self.ends = ends
    }

    init(lane: LaneState, call: CallIdentity, ends: Int = 0) {
        self.lane = lane.id
        epoch = lane.epoch
        kind = call.kind
        key = call.key
        first = -1
        last = -1
        self.ends = ends
    }
}
