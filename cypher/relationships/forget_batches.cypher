// Drop the notes of what old steps touched; an index that old is built anew.
//
// params
//   before: integer          number of a step
// returns
//   count: integer
MATCH (batch:TieBatch)
WHERE batch.step < $before
DELETE batch
RETURN count(*) AS count
