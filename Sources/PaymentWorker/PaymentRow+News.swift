import Payments

extension PaymentRow {
    /// A payment of which this is the first thing heard, whichever event it is.
    init(first news: PaymentNews, at time: Int64) {
        self.init(
            id: news.payment, facts: news.facts, authority: news.authority, state: PaymentState(first: news.event),
            reason: news.reason, reference: news.details?.reference, isDetailed: news.details != nil, told: [],
            since: time, requestedAt: nil, updatedAt: time)
        hearRequest(news, at: time)
    }

    /// Takes in what a message says. The events of one legal life lead to the same row in whatever order they come.
    /// - Returns: what in the message contradicts what was known; that part of it changes nothing.
    mutating func hear(_ news: PaymentNews, at time: Int64) -> [Contradiction] {
        var contradictions: [Contradiction] = []
        if !hearFacts(news) { contradictions.append(.body) }
        if facts == news.facts { hearRequest(news, at: time) }
        since = min(since, time)
        switch state.applying(news.event) {
        case .moved(let next):
            state = next
            updatedAt = time
            reason = news.reason
        case .unchanged:
            break
        case .contradiction:
            contradictions.append(.state)
        }
        return contradictions
    }

    /// Whether the message agrees with what was known. If it does not, the higher authority's word is kept, and of
    /// two equal ones the first: a second request with the same id changes nothing.
    private mutating func hearFacts(_ news: PaymentNews) -> Bool {
        let agrees = facts == news.facts
        if news.authority > authority {
            authority = news.authority
            if !agrees {
                facts = news.facts
                reference = nil
            }
        }
        guard let details = news.details else { return agrees }
        guard facts == news.facts else {
            isDetailed = true
            return false
        }
        let isOther = isDetailed && reference != details.reference
        if !isDetailed || news.authority == .wallet { reference = details.reference }
        isDetailed = true
        return agrees && !isOther
    }

    private mutating func hearRequest(_ news: PaymentNews, at time: Int64) {
        guard news.event == .requested else { return }
        let moment = news.requestedAt?.microseconds ?? time
        requestedAt = min(requestedAt ?? moment, moment)
    }
}
