-- Since when an endpoint is told of payments, and of an account's. What is said once more, by a replay or because a
-- request came again, is about something that happened before: it is told to those who could have been told then.
-- Who was announced before this was kept may be told of everything.
ALTER TABLE endpoint ADD COLUMN since timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE endpoint_account ADD COLUMN since timestamptz NOT NULL DEFAULT '-infinity';
