-- Every payment is written four times; vacuum follows without pauses, as it does for the outbox.
ALTER TABLE payment SET (autovacuum_vacuum_cost_delay = 0);
