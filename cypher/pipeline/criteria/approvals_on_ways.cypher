// Approvals that are asked for or given, of deals that still lie where some ways begin.
//
// params
//   ways: list<map>          from_id: uid of a stage; to_ids: uids of stages
// returns
//   approval_id: string
//   opportunity_id: string
//   state: string
//   from_id: string
//   stage_id: string
UNWIND $ways AS way
MATCH (stage:Stage {uid: way.from_id})<-[:IN_STAGE]-(deal:Opportunity)-[:HAS_APPROVAL]->(approval:Approval {from_id: way.from_id})
WHERE approval.stage_id IN way.to_ids AND approval.state IN ['pending', 'approved']
RETURN approval.uid AS approval_id, deal.uid AS opportunity_id, approval.state AS state, approval.from_id AS from_id, approval.stage_id AS stage_id
ORDER BY approval_id
LIMIT 10000
