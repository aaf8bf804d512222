-- Of which log source_offset is: offsets of another cluster, or of a topic that was made again, cannot be compared with
-- it. Null: written before this was kept.
ALTER TABLE biller ADD COLUMN source_cluster text, ADD COLUMN source_era uuid;
ALTER TABLE bill ADD COLUMN source_cluster text, ADD COLUMN source_era uuid;

GRANT UPDATE (source_cluster, source_era) ON bill TO {{role}};
