// Which seats of some deals are taken, by whomever: that one is taken is no secret.
//
// params
//   opportunity_ids: list<string>  of deals that the reader may see
// returns
//   opportunity_id: string
//   roles: list<string>      key of the role of each seat
UNWIND $opportunity_ids AS opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})
RETURN deal.uid AS opportunity_id, COLLECT {
  MATCH (deal)<-[plays:PLAYS]-(:Contact)
  RETURN plays.role_key
  ORDER BY plays.role_key
  LIMIT 500
} AS roles
ORDER BY opportunity_id
LIMIT 500
