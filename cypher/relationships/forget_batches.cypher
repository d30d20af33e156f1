// Drop the notes of what old steps touched; an index that old is built anew.
//
// params
//   before: integer          place of the stream
// returns
//   count: integer
MATCH (batch:TieBatch)
WHERE batch.seq < $before
DELETE batch
RETURN count(*) AS count
