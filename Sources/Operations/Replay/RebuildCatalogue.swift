/// What the rebuilt tables take over from the live ones beside their rows: owner, rights, storage options, statistics
/// targets, comments, and indexes that an administrator has added.
///
/// The migrations that made the rebuilt tables know the worker's rights only. What `giro migrate` gives the gateway's
/// reader and the operators, and what an administrator gave anybody else, is in the live tables.
enum RebuildCatalogue {
    private static let relations = "'payment', 'payment_event', 'contradiction'"

    /// Before the swap, and outside of its locks: what takes time.
    static let prepare = """
        DO $catalogue$
        DECLARE step text;
        BEGIN
            FOR step IN
                SELECT replace(pg_get_indexdef(i.indexrelid), ' ON payment.', ' ON payment_rebuild.')
                FROM pg_index AS i JOIN pg_class AS live ON live.oid = i.indexrelid
                JOIN pg_class AS t ON t.oid = i.indrelid
                WHERE t.relnamespace = 'payment'::regnamespace AND t.relname IN (\(relations))
                    AND NOT EXISTS (SELECT FROM pg_class AS made
                        WHERE made.relnamespace = 'payment_rebuild'::regnamespace AND made.relname = live.relname)
            LOOP EXECUTE step; END LOOP;
            FOR step IN
                SELECT format('ALTER TABLE payment_rebuild.%I SET (%s)', relname, array_to_string(reloptions, ', '))
                FROM pg_class WHERE relnamespace = 'payment'::regnamespace AND relname IN (\(relations))
                    AND relkind = 'r' AND reloptions IS NOT NULL
            LOOP EXECUTE step; END LOOP;
            FOR step IN
                SELECT format('ALTER TABLE payment_rebuild.%I ALTER COLUMN %I SET STATISTICS %s', t.relname,
                    a.attname, a.attstattarget)
                FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid
                WHERE t.relnamespace = 'payment'::regnamespace AND t.relname IN (\(relations)) AND t.relkind = 'r'
                    AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
            LOOP EXECUTE step; END LOOP;
        END $catalogue$;
        ANALYZE payment_rebuild.payment;
        ANALYZE payment_rebuild.contradiction;
        """

    /// In the swap's transaction: what is quick, and must be what it is at that moment.
    static let rights = """
        DO $catalogue$
        DECLARE step text;
        BEGIN
            FOR step IN
                SELECT format('ALTER TABLE payment_rebuild.%I OWNER TO %s', made.relname, live.relowner::regrole)
                FROM pg_class AS live JOIN pg_class AS made USING (relname)
                WHERE live.relnamespace = 'payment'::regnamespace
                    AND made.relnamespace = 'payment_rebuild'::regnamespace
                    AND live.relname IN (\(relations)) AND live.relowner <> made.relowner
            LOOP EXECUTE step; END LOOP;
            FOR step IN
                SELECT DISTINCT format('REVOKE ALL ON payment_rebuild.%I FROM %s', t.relname, \(grantee))
                FROM pg_class AS t LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attacl IS NOT NULL
                CROSS JOIN LATERAL (SELECT * FROM aclexplode(t.relacl) UNION ALL SELECT * FROM aclexplode(a.attacl))
                    AS right_
                WHERE t.relnamespace = 'payment_rebuild'::regnamespace AND t.relname IN (\(relations))
                    AND right_.grantee <> t.relowner
            LOOP EXECUTE step; END LOOP;
            FOR step IN
                SELECT format('GRANT %s ON payment_rebuild.%I TO %s%s', right_.privilege_type, t.relname, \(grantee),
                    CASE WHEN right_.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM pg_class AS t CROSS JOIN LATERAL aclexplode(t.relacl) AS right_
                WHERE t.relnamespace = 'payment'::regnamespace AND t.relname IN (\(relations))
                    AND right_.grantee <> t.relowner
            LOOP EXECUTE step; END LOOP;
            FOR step IN
                SELECT format('GRANT %s (%I) ON payment_rebuild.%I TO %s%s', right_.privilege_type, a.attname,
                    t.relname, \(grantee), CASE WHEN right_.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid
                CROSS JOIN LATERAL aclexplode(a.attacl) AS right_
                WHERE t.relnamespace = 'payment'::regnamespace AND t.relname IN (\(relations))
            LOOP EXECUTE step; END LOOP;
            FOR step IN
                SELECT format('COMMENT ON %s payment_rebuild.%I IS %L',
                    CASE t.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, t.relname, obj_description(t.oid, 'pg_class'))
                FROM pg_class AS t WHERE t.relnamespace = 'payment'::regnamespace AND t.relname IN (\(relations))
                    AND obj_description(t.oid, 'pg_class') IS NOT NULL
            LOOP EXECUTE step; END LOOP;
        END $catalogue$;
        """

    private static let grantee = "CASE right_.grantee WHEN 0 THEN 'PUBLIC' ELSE right_.grantee::regrole::text END"
}
