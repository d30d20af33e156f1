// Write derived ties, each once per pair, from the lower uid to the higher.
//
// params
//   rows: list<map>          low, high: uids of contacts; values: properties of KNOWS
// returns
//   count: integer
UNWIND $rows AS row
MATCH (low:Contact {uid: row.low})
MATCH (high:Contact {uid: row.high})
MERGE (low)-[tie:KNOWS]->(high)
SET tie = row.values
RETURN count(*) AS count
