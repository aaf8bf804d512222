import Settings

extension TopicReport {
    /// The catalogue as a table.
    public func catalogueLines(paint: Paint) -> [String] {
        var table = TextTable([
            .init("topic"), .init("partitions", .right), .init("kept", .right), .init("key", isFlexible: true),
            .init("from", isFlexible: true), .init("to", isFlexible: true),
        ])
        for topic in topics {
            table.add([
                .init(topic.name), .init("\(topic.partitions)"), .init(topic.kept), .init(topic.key),
                .init(topic.producers.joined(separator: ", ")),
                .init(topic.consumers.isEmpty ? "operators" : topic.consumers.joined(separator: ", ")),
            ])
        }
        return table.lines(paint: paint)
    }

    /// What the cluster has, as a table.
    public func clusterLines(paint: Paint) -> [String] {
        var table = TextTable([
            .init("topic"), .init("partitions", .right), .init("in the cluster", .right), .init("replicas", .right),
            .init("verdict"),
        ])
        for topic in topics {
            table.add([
                .init(topic.name), .init("\(topic.partitions)"),
                .init(topic.existingPartitions.map(String.init) ?? "-"),
                .init(topic.existingReplicas.map(String.init) ?? "-"), topic.verdict.cell,
            ])
        }
        return table.lines(paint: paint) + ["", sentence]
    }

    private var sentence: String {
        let missing = topics.count { $0.verdict == .missing }
        let other = topics.count { $0.verdict == .otherPartitions }
        if missing + other == 0 { return "The cluster has every topic as the catalogue wants it." }
        var parts: [String] = []
        if missing > 0 { parts.append("\(missing) missing (giro topics apply makes them)") }
        if other > 0 {
            parts.append("\(other) with another number of partitions (topics.partitions, or make them anew)")
        }
        return parts.joined(separator: ", ") + "."
    }
}

extension TopicReport.Topic {
    fileprivate var kept: String {
        if cleanup == "compact" { return "latest" }
        return retentionMilliseconds < 0 ? "always" : DurationText(.milliseconds(retentionMilliseconds)).description
    }
}

extension TopicReport.Verdict {
    fileprivate var cell: TextTable.Cell {
        switch self {
        case .unasked: "not asked"
        case .right: .init("right", .good)
        case .missing: .init("missing", .bad)
        case .created: .init("created", .good)
        case .otherPartitions: .init("other partitions", .bad)
        }
    }
}
