-- What is trimmed makes room for what comes. Autovacuum's usual pauses, 2 ms for every two hundred units of work, let it
-- take longer for a busy outbox than the outbox takes to grow by what it is to free.
ALTER TABLE outbox SET (autovacuum_vacuum_cost_delay = 0);
