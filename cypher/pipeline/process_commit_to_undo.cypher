// What somebody changed on the process, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   changes: string          as changes.encode writes them
//   opportunity_ids: list<string> deals that moved with it
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb = 'process.changed' AND activity.changes IS NOT NULL
RETURN activity.changes AS changes, COLLECT {
  MATCH (activity)-[:ABOUT]->(deal:Opportunity)
  RETURN deal.uid
  ORDER BY deal.uid
  LIMIT 1000
} AS opportunity_ids, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY changes
LIMIT 1
