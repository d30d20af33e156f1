// How many of some opportunities lie in a stage that is there.
//
// params
//   opportunity_ids: list<string>
// returns
//   count: integer
UNWIND $opportunity_ids AS opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})-[:IN_STAGE]->(:Stage)
RETURN count(*) AS count
