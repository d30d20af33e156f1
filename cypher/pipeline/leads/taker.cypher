// Whose a deal is: colleagues are no secret, what they work on is.
//
// params
//   opportunity_id: string
// returns
//   owner_id: string
//   owner: string
MATCH (deal:Opportunity {uid: $opportunity_id})
MATCH (owner:User {uid: deal.owner_id})
RETURN owner.uid AS owner_id, owner.name AS owner
