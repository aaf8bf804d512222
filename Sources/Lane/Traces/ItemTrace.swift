/// The span that handling an item will be, once the batch is committed.
struct ItemTrace {
    let context: TraceContext
    let parent: UInt64?
    /// The entry of the work that the item came from.
    let entry: Int
}

extension Item {
    /// The same item in another span.
    func moved(to context: TraceContext) -> Item { Item(lane: lane, cause: cause, traceparent: context.header) }
}
