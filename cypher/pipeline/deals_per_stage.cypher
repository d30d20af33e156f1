// How many deals lie in each stage; stages without any are not told.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   stage_id: string
//   count: integer
MATCH (pipeline:Pipeline)
WHERE pipeline.key IS NOT NULL
MATCH (pipeline)-[:HAS_STAGE]->(stage:Stage)<-[:IN_STAGE]-(deal:Opportunity)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
RETURN stage.uid AS stage_id, count(*) AS count
ORDER BY stage_id
LIMIT 40000
