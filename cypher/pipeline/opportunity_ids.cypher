// All deals in some stages that a filter lets through, by uid.
//
// params
//   stage_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              pipeline.board.records.Filter; what is null does not narrow
//   today: date
//   now: datetime
//   limit: integer
// returns
//   uid: string
UNWIND $stage_ids AS stage_id
MATCH (stage:Stage {uid: stage_id})<-[stay:IN_STAGE]-(deal:Opportunity)
WHERE (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
  AND ($filter.owner_id IS NULL OR deal.owner_id = $filter.owner_id)
  AND ($filter.team_id IS NULL OR deal.team_id = $filter.team_id)
  AND ($filter.kind IS NULL OR deal.kind = $filter.kind)
  AND ($filter.source IS NULL OR deal.source = $filter.source)
  AND ($filter.currency IS NULL OR deal.currency = $filter.currency)
  AND ($filter.amount_from IS NULL OR deal.amount_minor >= $filter.amount_from)
  AND ($filter.amount_until IS NULL OR deal.amount_minor <= $filter.amount_until)
  AND ($filter.close_from IS NULL OR deal.close_on >= $filter.close_from)
  AND ($filter.close_until IS NULL OR deal.close_on <= $filter.close_until)
  AND ($filter.text IS NULL OR toLower(deal.name) CONTAINS $filter.text OR EXISTS { (deal)-[:FOR]->(account:Account) WHERE toLower(account.name) CONTAINS $filter.text AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) })
  AND ($filter.no_next_step IS NULL OR deal.next_step IS NULL)
  AND ($filter.stale IS NULL OR (stage.rotting_days IS NOT NULL AND stay.entered_at < $now - duration({days: stage.rotting_days}) AND coalesce(deal.stalled_until_on < $today, true)))
RETURN deal.uid AS uid
ORDER BY uid
LIMIT $limit
