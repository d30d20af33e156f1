// Requests for approval that nobody answered in time, while their deal still waits, and of which nobody was told yet.
//
// params
//   today: date
//   limit: integer           1..200
// returns
//   approval_id: string
//   opportunity_id: string
//   owner_id: string?        whose the deal is
//   team_id: string?
//   stage: string?           where it would move; null = that is gone
//   asked_by: string         uid of a user
//   approvers: list<string>  roles, one after the other
MATCH (approval:Approval)<-[:HAS_APPROVAL]-(deal:Opportunity)-[:IN_STAGE]->(here:Stage)
WHERE approval.expires_on < $today AND approval.state = 'pending' AND here.uid = approval.from_id AND NOT EXISTS {
  MATCH (deal)<-[:CONCERNS]-(told:Notification)
  WHERE told.kind = 'approval-expired' AND told.cause_id = approval.uid
}
OPTIONAL MATCH (stage:Stage {uid: approval.stage_id})
RETURN approval.uid AS approval_id, deal.uid AS opportunity_id, deal.owner_id AS owner_id, deal.team_id AS team_id, stage.name AS stage, approval.asked_by AS asked_by, approval.approvers AS approvers
ORDER BY approval.expires_on, approval_id
LIMIT $limit
