// What was done with an opportunity, the newest first; what was logged stands in its timeline.
//
// params
//   opportunity_id: string
//   limit: integer           1..500
// returns
//   activity_id: string
//   seq: integer
//   occurred_at: datetime
//   verb: string
//   via: string?
//   by: string?              name of the user
//   reason: string?          why, in their own words
//   changes: string?         as changes.encode writes them
MATCH (deal:Opportunity {uid: $opportunity_id})<-[:ABOUT]-(activity:Activity)
WHERE activity.verb IS NOT NULL AND activity.verb <> 'activity.logged'
OPTIONAL MATCH (activity)-[:BY]->(user:User)
RETURN activity.uid AS activity_id, activity.seq AS seq, activity.occurred_at AS occurred_at, activity.verb AS verb, activity.via AS via, user.name AS by, activity.subject AS reason, activity.changes AS changes
ORDER BY seq DESC
LIMIT $limit
