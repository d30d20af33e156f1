// What happened between pairs of contacts since an instant, for a sentence about it.
//
// params
//   pairs: list<list<string>>  uids of two contacts, the lower first
//   since: datetime
//   until: datetime
// returns
//   low: string
//   high: string
//   kind: string
//   occurred_at: datetime
//   by: string?              uid of whichever of the two wrote it
UNWIND $pairs AS pair
MATCH (low:Contact {uid: pair[0]})-[:HAS]->(:Handle)<-[mine:INVOLVES]-(activity:Activity)-[theirs:INVOLVES]->(:Handle)<-[:HAS]-(high:Contact {uid: pair[1]})
WHERE mine.occurred_at > $since AND mine.occurred_at <= $until AND activity.kind IN ['email', 'message', 'meeting', 'call'] AND (activity.kind IN ['meeting', 'call'] OR mine.as = 'from' OR theirs.as = 'from') AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
WITH DISTINCT low.uid AS low, high.uid AS high, activity, CASE WHEN mine.as = 'from' THEN pair[0] WHEN theirs.as = 'from' THEN pair[1] END AS by
RETURN low, high, activity.kind AS kind, activity.occurred_at AS occurred_at, by
ORDER BY low, high, occurred_at, activity.uid
LIMIT 20000
