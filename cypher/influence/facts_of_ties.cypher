// What carries some ties, as it is kept on them.
//
// params
//   pairs: list<list<string>>  uids of two contacts, the lower first
// returns
//   low: string
//   high: string
//   days: integer
//   evidence_count: integer
//   first_at: datetime?
//   last_at: datetime?
//   declared: string?
//   declared_by: string?     name of the user
UNWIND $pairs AS pair
MATCH (low:Contact {uid: pair[0]})-[tie:KNOWS]->(high:Contact {uid: pair[1]})
OPTIONAL MATCH (user:User {uid: tie.declared_by})
RETURN low.uid AS low, high.uid AS high, tie.days AS days, tie.evidence_count AS evidence_count, tie.first_at AS first_at, tie.last_at AS last_at, tie.declared AS declared, user.name AS declared_by
ORDER BY low, high
LIMIT 1000
