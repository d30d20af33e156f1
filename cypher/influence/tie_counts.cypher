// How often two contacts were in touch, month by month: the evidence of their tie that stands.
//
// params
//   low: string
//   high: string
//   until: datetime          nothing after this instant exists
// returns
//   kind: string             email, message, meeting or call
//   by: string?              uid of whichever of the two wrote it; null for meetings and calls
//   is_reply: boolean        whether it answers a message of the other one
//   month_on: date           its first day, of the UTC day
//   count: integer
MATCH (low:Contact {uid: $low})-[:HAS]->(:Handle)<-[mine:INVOLVES]-(activity:Activity)-[theirs:INVOLVES]->(:Handle)<-[:HAS]-(high:Contact {uid: $high})
WHERE activity.kind IN ['email', 'message', 'meeting', 'call'] AND activity.occurred_at <= $until AND (activity.kind IN ['meeting', 'call'] OR mine.as = 'from' OR theirs.as = 'from') AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
WITH DISTINCT activity, CASE WHEN activity.kind IN ['meeting', 'call'] THEN null WHEN mine.as = 'from' THEN $low ELSE $high END AS by
WITH activity, by, by IS NOT NULL AND (coalesce(activity.is_reply, false) OR any(cited IN coalesce(activity.replies_to, []) WHERE EXISTS { (:Activity {uid: cited})-[:INVOLVES {as: 'from'}]->(:Handle)<-[:HAS]-(:Contact {uid: CASE by WHEN $low THEN $high ELSE $low END}) })) AS is_reply
WITH activity.kind AS kind, by, is_reply, date.truncate('month', activity.occurred_at) AS month_on, count(*) AS count
RETURN kind, by, is_reply, month_on, count
ORDER BY month_on, kind, by, is_reply
LIMIT 10000
