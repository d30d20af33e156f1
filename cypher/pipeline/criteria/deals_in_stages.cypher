// The deals in some stages, a page at a time, by uid.
//
// params
//   stage_ids: list<string>
//   after: string            uid of the last one of the page before; "" = from the beginning
//   limit: integer
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   values: map<date>        what criteria and previews ask for: its fields, ticks and team
//   stage_id: string
UNWIND $stage_ids AS stage_id
MATCH (stage:Stage {uid: stage_id})<-[:IN_STAGE]-(deal:Opportunity)
WHERE deal.uid > $after AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
WITH deal, stage
ORDER BY deal.uid
LIMIT $limit
RETURN deal {.uid, .name, .amount_minor, .currency, .close_on, .win_percent, .next_step, .next_step_on, .kind, .source, .competitor, .stalled_until_on, .stalled_why, .opened_on, .ticks, .team_id} AS values, stage.uid AS stage_id
ORDER BY deal.uid
LIMIT 500
