-- Of which log source_offset is: offsets of another cluster, or of a topic that was made again, cannot be compared with
-- it. Null: written before this was kept.
ALTER TABLE contact ADD COLUMN source_cluster text, ADD COLUMN source_era uuid;
