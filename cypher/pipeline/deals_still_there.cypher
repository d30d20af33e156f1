// Which of some deals are there and may be seen, and in which stage.
//
// params
//   opportunity_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   stage_id: string
UNWIND $opportunity_ids AS opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})-[:IN_STAGE]->(stage:Stage)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
RETURN DISTINCT deal.uid AS uid, stage.uid AS stage_id
ORDER BY uid
LIMIT 500
