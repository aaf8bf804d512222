import Kafka
import Logging
import Postgres

/// What operators order, and what this process says of itself: both by way of the database, off the batches' way.
extension Engine {
    /// Looks for new orders every second and reports every five. With the database away the last orders hold.
    func obey() {
        let now = monotonicMilliseconds()
        guard now >= obeyAt else { return }
        obeyAt = now + 1_000
        do throws(PostgresError) {
            if now >= reportAt {
                reportAt = now + 5_000
                try report()
            }
            try readOrders()
        } catch {
            obeyAt = now + 5_000
            note(error, "operators' orders could not be read; the last ones hold")
        }
    }

    /// Before lanes are taken over it is known which of them are to rest.
    func readOrders() throws(PostgresError) {
        if startedAt == nil { try report() }
        let statement = ReadOrders(
            instance: configuration.instance, startedAt: startedAt ?? Timestamptz(microseconds: 0))
        let found = Orders(try openDatabase().query(statement))
        guard found != orders else { return }
        logger.notice(
            "operators' orders", metadata: ["paused": "\(found.sentences.joined(separator: ", "))"])
        let before = orders
        orders = found
        holdPausedLanes()
        if !isPaused {
            let freed = lanes.values.filter {
                before.pausedLanes.contains($0.partition.description) && canFetch($0)
            }
            attemptKafka("resume") { () throws(KafkaError) in try consumer.resume(freed.map(\.partition)) }
        }
        noteLanes()
    }

    /// librdkafka drops what it had fetched of a paused partition; what was handed out before is still applied.
    func holdPausedLanes() {
        let held = lanes.keys.filter { orders.pausedLanes.contains($0.description) }
        if held.isEmpty { return }
        attemptKafka("pause") { () throws(KafkaError) in try consumer.pause(held) }
    }

    func canFetch(_ lane: LaneState) -> Bool {
        lane.halted == nil && !orders.pausedLanes.contains(lane.partition.description)
    }

    /// Whether a call whose time has come is to wait until an operator resumes its lane or its connector.
    func isHeld(_ identity: CallIdentity, _ call: Call) -> Bool {
        if !orders.pausedLanes.isEmpty, let partition = partitions[identity.lane],
            orders.pausedLanes.contains(partition.description)
        {
            return true
        }
        guard !orders.pausedConnectors.isEmpty, call.place == .outside else { return false }
        return worker.connector(of: call).map(orders.pausedConnectors.contains) ?? false
    }

    /// Stays in the group, takes nothing in, begins nothing; calls that were under way still come back.
    func rest() {
        standStill(milliseconds: Int64(configuration.pollMilliseconds))
        agenda.append(contentsOf: works(of: finishedCalls()))
        if orders.drains, agenda.isEmpty, desk.performing == 0, publisher.isIdle { isDrained = true }
    }

    /// Tells the database how it is with this process.
    /// - Parameter isLast: it is about to end.
    func report(isLast: Bool = false) throws(PostgresError) {
        if let code = publisher.lastError { lastFault = (code, currentMicroseconds()) }
        let states = worker.connectorStates()
        let rows = try openDatabase().query(
            ReportProcess(
                instance: configuration.instance, isFirst: startedAt == nil, isLast: isLast, isDrained: isDrained,
                mode: configuration.mode.rawValue, lanes: Int32(lanes.count), backlog: Int32(publisher.backlog),
                performing: Int32(desk.performing), lastError: lastFault?.code, lastErrorAt: lastFault?.at,
                connectors: states.map(\.name), connectorStates: states.map(\.health.rawValue)))
        startedAt = rows.first?.startedAt
        metrics.laneEnds.record(rows.first?.ends ?? 0)
    }

    /// On the way out nothing is waited for.
    func reportEnd() {
        guard let database, database.isUsable, startedAt != nil else { return }
        do { try report(isLast: true) } catch { note(error, "the end could not be reported") }
    }
}
