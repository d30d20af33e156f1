// A deal that something is to be done with.
//
// params
//   opportunity_id: string
// returns
//   opportunity_id: string
//   name: string
//   owner_id: string?
//   team_id: string?
MATCH (deal:Opportunity {uid: $opportunity_id})
RETURN deal.uid AS opportunity_id, deal.name AS name, deal.owner_id AS owner_id, deal.team_id AS team_id
