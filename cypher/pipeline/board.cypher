// Columns of a board: what all of their cards come to, and the first of them.
//
// params
//   stage_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              as pipeline.board.rules.narrowing writes it
//   needed: map              stage_id to what is needed there: role, minimum; as pipeline.needs writes it
//   today: date
//   now: datetime
//   after_rank: string?      cards behind this rank and uid; None = from the top
//   after_id: string?
//   only_ids: list<string>?  these cards alone; None = all
//   limit: integer           1..500 cards a column
// returns
//   stage_id: string
//   sums: list<map>          currency: string?; count, amount_minor, weighted_minor: integers
//   cards: list<map<date>>  by rank: opportunity_id, name, rank, entered_us (since 1970: the driver takes 40 microseconds for an instant), amount_minor, currency, close_on, next_step, next_step_on, win_percent, stalled_until_on, stalled_why, owner_id, owner, account_id, account, has_account, kind, source, seats (role of each that is taken, by whomever), changed_by, approval {role, stage, by}
UNWIND $stage_ids AS stage_id
MATCH (stage:Stage {uid: stage_id})
WITH stage, stage.win_percent AS percent, stage.type = 'open' AS is_open
CALL (stage, percent, is_open) {
  MATCH (stage)<-[stay:IN_STAGE]-(deal:Opportunity)
  WHERE ($scope.all OR deal.owner_id IS NULL OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
    AND (NOT $filter.narrows OR (all(one IN $filter.same WHERE deal[one.key] = one.value)
      AND all(one IN $filter.least WHERE deal[one.key] >= one.value)
      AND all(one IN $filter.most WHERE deal[one.key] <= one.value)
      AND ($filter.text IS NULL OR toLower(deal.name) CONTAINS $filter.text OR EXISTS { (deal)-[:FOR]->(account:Account) WHERE toLower(account.name) CONTAINS $filter.text AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) })
      AND ($filter.no_next_step IS NULL OR deal.next_step IS NULL)
      AND ($filter.stale IS NULL OR (stage.rotting_days IS NOT NULL AND stay.entered_at < $now - duration({days: stage.rotting_days}) AND coalesce(deal.stalled_until_on < $today, true)))
      AND ($filter.missing_seats IS NULL OR any(need IN $needed[stage.uid] WHERE size([(deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = need.role | 1]) < need.minimum))
      AND ($filter.without_role IS NULL OR NOT EXISTS { (deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = $filter.without_role })))
  WITH deal.currency AS currency, count(*) AS count, sum(deal.amount_minor) AS amount_minor, sum((deal.amount_minor * CASE WHEN is_open THEN coalesce(deal.win_percent, percent) ELSE percent END + 50) / 100) AS weighted_minor, collect(deal) AS deals
  ORDER BY currency
  RETURN collect({currency: currency, count: count, amount_minor: amount_minor, weighted_minor: weighted_minor}) AS sums, collect(deals) AS parts
}
RETURN stage.uid AS stage_id, sums, COLLECT {
  UNWIND parts AS part
  UNWIND part AS deal
  WITH deal
  WHERE ($only_ids IS NULL OR deal.uid IN $only_ids)
    AND ($after_rank IS NULL OR deal.rank > $after_rank OR (deal.rank = $after_rank AND deal.uid > $after_id))
  WITH deal
  ORDER BY deal.rank, deal.uid
  LIMIT $limit
  MATCH (deal)-[stay:IN_STAGE]->(stage)
  OPTIONAL MATCH (deal)-[:FOR {primary: true}]->(account:Account)
  OPTIONAL MATCH (owner:User {uid: deal.owner_id})
  WITH deal, stay.entered_at.epochSeconds * 1000000 + stay.entered_at.microsecond AS entered_us, owner, account, account IS NOT NULL AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AS is_seen
  ORDER BY deal.rank, deal.uid
  RETURN {opportunity_id: deal.uid, name: deal.name, rank: deal.rank, entered_us: entered_us, amount_minor: deal.amount_minor, currency: deal.currency, close_on: deal.close_on, next_step: deal.next_step, next_step_on: deal.next_step_on, win_percent: deal.win_percent, stalled_until_on: deal.stalled_until_on, stalled_why: deal.stalled_why, owner_id: deal.owner_id, owner: owner.name, account_id: CASE WHEN is_seen THEN account.uid END, account: CASE WHEN is_seen THEN account.name END, has_account: account IS NOT NULL, kind: deal.kind, source: deal.source,
    seats: [(deal)<-[plays:PLAYS]-(:Contact) | plays.role_key],
    changed_by: deal.changed_by, approval: head(COLLECT { MATCH (deal)-[:HAS_APPROVAL]->(approval:Approval {state: 'pending', from_id: stage.uid}) WHERE (approval.expires_on IS NULL OR approval.expires_on >= $today) AND coalesce(approval.amount_minor, -1) = coalesce(deal.amount_minor, -1) AND coalesce(approval.currency, '') = coalesce(deal.currency, '') OPTIONAL MATCH (to:Stage {uid: approval.stage_id}) OPTIONAL MATCH (asker:User {uid: approval.asked_by}) RETURN {role: approval.approvers[approval.step], stage: to.name, by: asker.name} ORDER BY approval.asked_at DESC LIMIT 1 })}
} AS cards
ORDER BY stage_id
LIMIT 200
