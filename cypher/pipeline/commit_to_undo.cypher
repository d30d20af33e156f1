// What somebody changed on deals, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   verb: string
//   changes: string          as changes.encode writes them
//   deals: list<map>         opportunity_id, name, owner_id, team_id
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb IN ['opportunity.added', 'opportunity.changed', 'opportunity.moved', 'opportunity.removed'] AND activity.changes IS NOT NULL
RETURN activity.verb AS verb, activity.changes AS changes, COLLECT {
  MATCH (activity)-[:ABOUT]->(deal:Opportunity|Removed)
  RETURN {opportunity_id: deal.uid, name: deal.name, owner_id: deal.owner_id, team_id: deal.team_id}
  ORDER BY deal.uid
  LIMIT 1000
} AS deals, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY verb
LIMIT 1
