// Some deals as criteria look at them, without a lock.
//
// params
//   opportunity_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   values: map<datetime>    all properties
//   stage_id: string
UNWIND $opportunity_ids AS opportunity_id
WITH DISTINCT opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})-[:IN_STAGE]->(stage:Stage)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
RETURN properties(deal) AS values, stage.uid AS stage_id
ORDER BY deal.uid
LIMIT 500
