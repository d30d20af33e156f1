// What was won and lost in some stages since a day.
//
// params
//   stage_ids: list<string>
//   since: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              as pipeline.board.rules.narrowing writes it; what is closed is never stale and misses nobody
// returns
//   stage_id: string
//   sums: list<map>          currency: string?; count, amount_minor: integers
MATCH (deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
WHERE deal.closed_on >= $since
  AND ($scope.all OR deal.owner_id IS NULL OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
  AND (NOT $filter.narrows OR (all(one IN $filter.same WHERE deal[one.key] = one.value)
    AND all(one IN $filter.least WHERE deal[one.key] >= one.value)
    AND all(one IN $filter.most WHERE deal[one.key] <= one.value)
    AND ($filter.text IS NULL OR toLower(deal.name) CONTAINS $filter.text OR EXISTS { (deal)-[:FOR]->(account:Account) WHERE toLower(account.name) CONTAINS $filter.text AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) })
    AND ($filter.no_next_step IS NULL OR deal.next_step IS NULL)
    AND $filter.stale IS NULL
    AND $filter.missing_seats IS NULL
    AND ($filter.without_role IS NULL OR NOT EXISTS { (deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = $filter.without_role })))
WITH stage, deal.currency AS currency, count(*) AS count, sum(deal.amount_minor) AS amount_minor
WHERE stage.uid IN $stage_ids
WITH stage, currency, count, amount_minor
ORDER BY stage.uid, currency
RETURN stage.uid AS stage_id, collect({currency: currency, count: count, amount_minor: amount_minor}) AS sums
ORDER BY stage_id
LIMIT 200
