// What carries some ties: what is kept on them, and what happened lately, for a sentence about it.
//
// params
//   pairs: list<list<string>>  uids of two contacts, the lower first
//   since: datetime
//   until: datetime
// returns
//   low: string
//   high: string
//   days: integer            in touch
//   evidence_count: integer
//   first_at: datetime?
//   last_at: datetime?
//   declared: string?
//   declared_by: string?     name of the user
//   recent: list<map<datetime>> kind, occurred_at, by: uid of whichever of the two wrote it
UNWIND $pairs AS pair
MATCH (low:Contact {uid: pair[0]})
MATCH (high:Contact {uid: pair[1]})
OPTIONAL MATCH (low)-[tie:KNOWS]->(high)
OPTIONAL MATCH (user:User {uid: tie.declared_by})
WITH pair, low, high, tie, user, COLLECT { MATCH (high)-[:HAS]->(handle:Handle) RETURN handle } AS handles
RETURN pair[0] AS low, pair[1] AS high, coalesce(tie.days, 0) AS days, coalesce(tie.evidence_count, 0) AS evidence_count, tie.first_at AS first_at, tie.last_at AS last_at, tie.declared AS declared, user.name AS declared_by, COLLECT {
  MATCH (low)-[:HAS]->(:Handle)<-[mine:INVOLVES]-(activity:Activity)
  WHERE mine.occurred_at > $since AND mine.occurred_at <= $until
  WITH DISTINCT activity, mine.as = 'from' AS is_mine
  MATCH (activity)-[theirs:INVOLVES]->(handle:Handle)
  WHERE activity.kind IN ['email', 'message', 'meeting', 'call'] AND (activity.kind IN ['meeting', 'call'] OR is_mine OR theirs.as = 'from') AND handle IN handles
  WITH DISTINCT activity, CASE WHEN is_mine THEN pair[0] WHEN theirs.as = 'from' THEN pair[1] END AS by
  WHERE EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  WITH activity, by
  ORDER BY activity.occurred_at, activity.uid
  LIMIT 2000
  RETURN {kind: activity.kind, occurred_at: activity.occurred_at, by: by} AS one
} AS recent
ORDER BY low, high
LIMIT 1000
