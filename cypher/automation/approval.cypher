// A request for approval with its deal.
//
// params
//   approval_id: string
// returns
//   approval_id: string
//   opportunity_id: string
//   owner_id: string?        whose the deal is
//   team_id: string?
//   stage: string?           where it would move; null = that is gone
//   asked_by: string         uid of a user
//   approvers: list<string>  roles, one after the other
MATCH (approval:Approval {uid: $approval_id})<-[:HAS_APPROVAL]-(deal:Opportunity)
OPTIONAL MATCH (stage:Stage {uid: approval.stage_id})
RETURN approval.uid AS approval_id, deal.uid AS opportunity_id, deal.owner_id AS owner_id, deal.team_id AS team_id, stage.name AS stage, approval.asked_by AS asked_by, approval.approvers AS approvers
ORDER BY opportunity_id
LIMIT 1
