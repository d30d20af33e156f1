// Some deals as somebody who takes a change of them back finds them, each locked until that is over.
//
// params
//   opportunity_ids: list<string>
// returns
//   uid: string
//   changed_by: string       uid of the entry of the stream that changed it last
//   approval_ids: list<string>
UNWIND $opportunity_ids AS opportunity_id
WITH DISTINCT opportunity_id
ORDER BY opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})
SET deal.lock = true REMOVE deal.lock
RETURN deal.uid AS uid, deal.changed_by AS changed_by, COLLECT {
  MATCH (deal)-[:HAS_APPROVAL]->(approval:Approval)
  RETURN approval.uid AS approval_id
  ORDER BY approval_id
  LIMIT 1000
} AS approval_ids
ORDER BY uid
LIMIT 1000
