import Payments
import Postgres

/// Writes attempts, new ones and known ones.
struct SaveAttempts: Statement {
    /// In the order of the payments.
    let attempts: [Attempt]

    static let sql = """
        INSERT INTO attempt (
            payment, biller, endpoint, first_at, last_at, tries, last_code, suspicious, under_way, ordered_at)
        SELECT * FROM unnest(
            $1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::text[], $8::text[],
            $9::boolean[], $10::timestamptz[])
        ON CONFLICT (payment) DO UPDATE SET
            endpoint = excluded.endpoint, last_at = excluded.last_at, tries = excluded.tries,
            last_code = excluded.last_code, suspicious = excluded.suspicious, under_way = excluded.under_way,
            ordered_at = excluded.ordered_at
        """

    func bind(_ p: inout Parameters) {
        let count = attempts.count
        p.append(count: count) { UUIDBits(attempts[$0].payment) }
        p.append(count: count) { attempts[$0].biller.text }
        p.append(count: count) { attempts[$0].endpoint }
        p.append(count: count) { Timestamptz(microseconds: attempts[$0].firstAt) }
        p.append(count: count) { attempts[$0].lastAt.map { Timestamptz(microseconds: $0) } }
        p.append(count: count) { attempts[$0].tries }
        p.append(count: count) { attempts[$0].lastCode }
        p.append(count: count) { attempts[$0].suspicious }
        p.append(count: count) { attempts[$0].isUnderWay }
        p.append(count: count) { attempts[$0].orderedAt.map { Timestamptz(microseconds: $0) } }
    }
}
