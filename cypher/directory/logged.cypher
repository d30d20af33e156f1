// Evidence that a user brought by hand.
//
// params
//   activity_id: string
// returns
//   activity_id: string
//   kind: string
//   by_id: string            the user who brought it
//   owner_id: string?
//   team_id: string?
//   contact_ids: list<string>
//   opportunity_ids: list<string>  of the deals it is about
MATCH (user:User)-[:BROUGHT]->(activity:Activity {uid: $activity_id})
WITH user, activity
ORDER BY user.uid
LIMIT 1
RETURN activity.uid AS activity_id, activity.kind AS kind, user.uid AS by_id, activity.owner_id AS owner_id, activity.team_id AS team_id, COLLECT {
  MATCH (activity)-[:INVOLVES]->(:Handle)<-[:HAS]-(contact:Contact)
  RETURN DISTINCT contact.uid AS uid
  ORDER BY uid
  LIMIT 1000
} AS contact_ids, COLLECT {
  MATCH (activity)-[:ABOUT]->(deal:Opportunity)
  RETURN deal.uid
  ORDER BY deal.uid
  LIMIT 1000
} AS opportunity_ids
