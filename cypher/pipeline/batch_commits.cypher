// What somebody changed in one batch, chunk by chunk, the last first.
//
// params
//   batch_id: string
//   user_id: string          who did it
// returns
//   activity_id: string
//   count: integer           of the deals it changed
//   undone_count: integer    how many of them have been taken back already
MATCH (activity:Activity {batch_id: $batch_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb IN ['opportunity.changed', 'opportunity.moved']
WITH activity
ORDER BY activity.seq DESC
RETURN activity.uid AS activity_id, COUNT { (activity)-[:ABOUT]->() } AS count, COUNT { (:Activity {batch_id: activity.uid})-[:ABOUT]->() } AS undone_count
LIMIT 1000
