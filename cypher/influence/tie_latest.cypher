// The last things that happened between two contacts; of what the reader may not see, only that it did.
//
// params
//   low: string
//   high: string
//   until: datetime          nothing after this instant exists
//   limit: integer
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   activity_id: string
//   kind: string             email, message, meeting or call
//   occurred_at: datetime
//   by: string?              uid of whichever of the two wrote it
//   subject: string?         null where there is none, or it is not visible
//   visible: boolean
MATCH (low:Contact {uid: $low})-[:HAS]->(:Handle)<-[mine:INVOLVES]-(activity:Activity)-[theirs:INVOLVES]->(:Handle)<-[:HAS]-(high:Contact {uid: $high})
WHERE activity.kind IN ['email', 'message', 'meeting', 'call'] AND mine.occurred_at <= $until AND (activity.kind IN ['meeting', 'call'] OR mine.as = 'from' OR theirs.as = 'from') AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
WITH DISTINCT activity, CASE WHEN activity.kind IN ['meeting', 'call'] THEN null WHEN mine.as = 'from' THEN $low ELSE $high END AS by
ORDER BY activity.occurred_at DESC, activity.uid
LIMIT $limit
WITH activity, by, coalesce(activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids, false) AS visible
RETURN activity.uid AS activity_id, activity.kind AS kind, activity.occurred_at AS occurred_at, by, CASE WHEN visible THEN activity.subject END AS subject, visible
ORDER BY occurred_at DESC, activity_id
