// Whose a deal is: colleagues are no secret, what they work on is.
//
// params
//   opportunity_id: string
//   since: datetime?         only if it was nobody's after this instant; None = whenever
// returns
//   owner_id: string
//   owner: string
MATCH (deal:Opportunity {uid: $opportunity_id})
MATCH (owner:User {uid: deal.owner_id})
WHERE $since IS NULL OR EXISTS {
  (deal)<-[:ABOUT]-(taken:Activity)
  WHERE taken.occurred_at >= $since AND taken.changes CONTAINS '{"owner_id":null'
}
RETURN owner.uid AS owner_id, owner.name AS owner
