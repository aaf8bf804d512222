/// What of a batch goes to the handler and what is given up before.
struct BatchPlan<W: Worker> {
    private(set) var items: [Item<W.Message, W.Outcome>] = []
    /// For each item, the entry of the work that it came from.
    private(set) var entryOfItem: [Int] = []
    private(set) var refused: [(entry: Int, refusal: Refusal)] = []
    /// Calls whose rows are gone once the batch is committed, unless they are scheduled again.
    var calls: [CallIdentity] = []
    /// Of the items whose traces are wanted.
    var traces: [ItemTrace] = []
    let attempts: Int

    init(attempts: Int) { self.attempts = attempts }

    mutating func reserve(_ count: Int) {
        items.reserveCapacity(count)
        entryOfItem.reserveCapacity(count)
    }

    mutating func take(_ item: Item<W.Message, W.Outcome>, from entry: Int) {
        items.append(item)
        entryOfItem.append(entry)
    }

    mutating func refuse(_ entry: Int, _ refusal: Refusal) {
        refused.append((entry, refusal))
    }
}
