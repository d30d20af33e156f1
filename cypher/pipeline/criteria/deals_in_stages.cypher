// The deals in some stages, a page at a time, by uid.
//
// params
//   stage_ids: list<string>
//   after: string            uid of the last one of the page before; "" = from the beginning
//   limit: integer
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   values: map<date>        all properties but the instant, for which the driver takes long
//   stage_id: string
UNWIND $stage_ids AS stage_id
MATCH (stage:Stage {uid: stage_id})<-[:IN_STAGE]-(deal:Opportunity)
WHERE deal.uid > $after AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
WITH deal, stage
ORDER BY deal.uid
LIMIT $limit
RETURN deal {.*, created_at: null} AS values, stage.uid AS stage_id
ORDER BY deal.uid
LIMIT 500
