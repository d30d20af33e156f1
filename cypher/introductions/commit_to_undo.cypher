// What somebody did to an introduction, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   verb: string
//   changes: string          as changes.encode writes them
//   introduction_id: string
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb STARTS WITH 'introduction.' AND activity.changes IS NOT NULL
MATCH (activity)-[:ABOUT]->(one:Introduction)
RETURN activity.verb AS verb, activity.changes AS changes, one.uid AS introduction_id, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY introduction_id
LIMIT 1
