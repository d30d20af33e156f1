// All deals in some stages that a filter lets through, by uid.
//
// params
//   stage_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              as pipeline.board.rules.narrowing writes it
//   needed: map              stage_id to what is needed there: role, minimum; as pipeline.needs writes it
//   today: date
//   now: datetime
//   limit: integer
// returns
//   uid: string
UNWIND $stage_ids AS stage_id
MATCH (stage:Stage {uid: stage_id})<-[stay:IN_STAGE]-(deal:Opportunity)
WHERE ($scope.all OR deal.owner_id IS NULL OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
  AND (NOT $filter.narrows OR (all(one IN $filter.same WHERE deal[one.key] = one.value)
    AND all(one IN $filter.least WHERE deal[one.key] >= one.value)
    AND all(one IN $filter.most WHERE deal[one.key] <= one.value)
    AND ($filter.text IS NULL OR toLower(deal.name) CONTAINS $filter.text OR EXISTS { (deal)-[:FOR]->(account:Account) WHERE toLower(account.name) CONTAINS $filter.text AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) })
    AND ($filter.no_next_step IS NULL OR deal.next_step IS NULL)
    AND ($filter.stale IS NULL OR (stage.rotting_days IS NOT NULL AND stay.entered_at < $now - duration({days: stage.rotting_days}) AND coalesce(deal.stalled_until_on < $today, true)))
    AND ($filter.missing_seats IS NULL OR any(need IN $needed[stage.uid] WHERE size([(deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = need.role | 1]) < need.minimum))
    AND ($filter.without_role IS NULL OR NOT EXISTS { (deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = $filter.without_role })))
RETURN deal.uid AS uid
ORDER BY uid
LIMIT $limit
