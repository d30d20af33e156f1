// Deals in some stages, line by line in the order of a board, with what all of them come to.
//
// params
//   stage_ids: list<string>  in the order in which their deals are listed
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              as pipeline.board.rules.narrowing writes it
//   needed: map              stage_id to what is needed there: role, minimum; as pipeline.needs writes it
//   only_ids: list<string>?  these alone; None = all
//   today: date
//   now: datetime
//   limit: integer           lines
//   sort: string?            name, account, amount, close_on, next_step_on, owner, idle, win_percent; None = as the board lies
//   descending: boolean
// returns
//   sums: list<map>          currency: string?; count, amount_minor, weighted_minor: integers
//   lines: list<map<datetime>>  opportunity_id, name, stage_id, entered_at, amount_minor, currency, close_on, win_percent, next_step, next_step_on, owner_id, owner, account_id, account
UNWIND range(0, size($stage_ids) - 1) AS place
MATCH (stage:Stage {uid: $stage_ids[place]})<-[stay:IN_STAGE]-(deal:Opportunity)
WHERE ($only_ids IS NULL OR deal.uid IN $only_ids)
  AND ($scope.all OR deal.owner_id IS NULL OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
  AND (NOT $filter.narrows OR (all(one IN $filter.same WHERE deal[one.key] = one.value)
    AND all(one IN $filter.least WHERE deal[one.key] >= one.value)
    AND all(one IN $filter.most WHERE deal[one.key] <= one.value)
    AND ($filter.text IS NULL OR toLower(deal.name) CONTAINS $filter.text OR EXISTS { (deal)-[:FOR]->(account:Account) WHERE toLower(account.name) CONTAINS $filter.text AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) })
    AND ($filter.no_next_step IS NULL OR deal.next_step IS NULL)
    AND ($filter.stale IS NULL OR (stage.rotting_days IS NOT NULL AND stay.entered_at < $now - duration({days: stage.rotting_days}) AND coalesce(deal.stalled_until_on < $today, true)))
    AND ($filter.missing_seats IS NULL OR any(need IN $needed[stage.uid] WHERE size([(deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = need.role | 1]) < need.minimum))
    AND ($filter.without_role IS NULL OR NOT EXISTS { (deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = $filter.without_role })))
WITH place, stage, stay, deal, CASE $sort
  WHEN 'name' THEN toLower(deal.name)
  WHEN 'account' THEN head(COLLECT { MATCH (deal)-[:FOR {primary: true}]->(account:Account) WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids RETURN toLower(account.name) ORDER BY account.uid LIMIT 1 })
  WHEN 'amount' THEN deal.amount_minor
  WHEN 'close_on' THEN deal.close_on
  WHEN 'next_step_on' THEN deal.next_step_on
  WHEN 'owner' THEN head(COLLECT { MATCH (owner:User {uid: deal.owner_id}) RETURN toLower(owner.name) ORDER BY owner.uid LIMIT 1 })
  WHEN 'idle' THEN stay.entered_at
  WHEN 'win_percent' THEN coalesce(deal.win_percent, stage.win_percent)
END AS said
ORDER BY said IS NULL, CASE WHEN $sort = 'amount' THEN deal.currency END, CASE WHEN $descending THEN said END DESC, CASE WHEN NOT $descending THEN said END, place, deal.rank, deal.uid
WITH collect({stage: stage, stay: stay, deal: deal}) AS found
RETURN COLLECT {
  UNWIND found AS one
  WITH one.deal.currency AS currency, one.deal.amount_minor AS amount, CASE WHEN one.stage.type = 'open' THEN coalesce(one.deal.win_percent, one.stage.win_percent) ELSE one.stage.win_percent END AS percent
  WITH currency, count(*) AS count, sum(amount) AS amount_minor, sum((amount * percent + 50) / 100) AS weighted_minor
  ORDER BY currency
  RETURN {currency: currency, count: count, amount_minor: amount_minor, weighted_minor: weighted_minor}
} AS sums, COLLECT {
  UNWIND range(0, size(found[..$limit]) - 1) AS at
  WITH at, found[at].deal AS deal, found[at].stay AS stay, found[at].stage AS stage
  OPTIONAL MATCH (deal)-[:FOR {primary: true}]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  OPTIONAL MATCH (owner:User {uid: deal.owner_id})
  WITH at, deal, stay, stage, owner, account
  ORDER BY at
  RETURN {opportunity_id: deal.uid, name: deal.name, stage_id: stage.uid, entered_at: stay.entered_at, amount_minor: deal.amount_minor, currency: deal.currency, close_on: deal.close_on, win_percent: deal.win_percent, next_step: deal.next_step, next_step_on: deal.next_step_on, owner_id: deal.owner_id, owner: owner.name, account_id: account.uid, account: account.name}
} AS lines
