import Postgres

/// Leaves nothing of a person but the id. No row: there is no such person (any more).
struct ErasePerson: Statement, Sendable {
    let person: Identifier

    static let sql = """
        WITH sessions AS (DELETE FROM session WHERE person = $1), keys AS (DELETE FROM api_key WHERE person = $1),
            codes AS (DELETE FROM login_code WHERE person = $1),
            factors AS (DELETE FROM second_factor WHERE person = $1),
            recovery AS (DELETE FROM recovery_code WHERE person = $1),
            changes AS (DELETE FROM address_change WHERE person = $1)
        UPDATE person SET email_sealed = NULL, email_index = NULL, name_sealed = NULL, name_index = NULL,
            password = NULL, role = 'user', erased_at = now()
        WHERE id = $1 AND erased_at IS NULL
        """
    func bind(_ p: inout Parameters) { p.append(person) }
}
