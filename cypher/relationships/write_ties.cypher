// Write derived ties, each once per pair, from the lower uid to the higher.
//
// params
//   rows: list<map>          low, high: uids of contacts; as_of, until: days since 1970; first, last: microseconds since 1970; values: other properties of KNOWS
// returns
//   count: integer
UNWIND $rows AS row
MATCH (low:Contact {uid: row.low})
MATCH (high:Contact {uid: row.high})
MERGE (low)-[tie:KNOWS]->(high)
SET tie = row.values, tie.as_of_on = date('1970-01-01') + duration({days: row.as_of})
SET tie.declared_until_on = CASE WHEN row.until IS NOT NULL THEN date('1970-01-01') + duration({days: row.until}) END
SET tie.first_at = CASE WHEN row.first IS NOT NULL THEN datetime({epochMillis: row.first / 1000}) + duration({microseconds: row.first % 1000}) END
SET tie.last_at = CASE WHEN row.last IS NOT NULL THEN datetime({epochMillis: row.last / 1000}) + duration({microseconds: row.last % 1000}) END
RETURN count(*) AS count
