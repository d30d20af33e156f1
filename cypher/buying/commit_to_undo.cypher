// What somebody changed in the buying group of a deal, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   changes: string          as changes.encode writes them
//   opportunity_id: string   of the deal
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb = 'opportunity.group-changed' AND activity.changes IS NOT NULL
MATCH (activity)-[:ABOUT]->(deal:Opportunity)
RETURN activity.changes AS changes, deal.uid AS opportunity_id, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY opportunity_id
LIMIT 1
