// What was won and lost in some stages since a day.
//
// params
//   stage_ids: list<string>
//   since: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              pipeline.board.records.Filter; what is null does not narrow, and what is closed is never stale and misses nobody
// returns
//   stage_id: string
//   sums: list<map>          currency: string?; count, amount_minor: integers
MATCH (deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
WHERE deal.closed_on >= $since AND stage.uid IN $stage_ids
  AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
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
  AND $filter.stale IS NULL
  AND $filter.missing_seats IS NULL
  AND ($filter.without_role IS NULL OR NOT EXISTS { (deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = $filter.without_role })
WITH stage, deal.currency AS currency, count(*) AS count, sum(deal.amount_minor) AS amount_minor
ORDER BY stage.uid, currency
RETURN stage.uid AS stage_id, collect({currency: currency, count: count, amount_minor: amount_minor}) AS sums
ORDER BY stage_id
LIMIT 200
