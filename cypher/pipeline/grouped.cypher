// Deals of some stages grouped by owner, account or month of closing: what each group comes to, and its first cards.
//
// params
//   stage_ids: list<string>  in the order in which their cards lie
//   by: string               owner, account, month
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   filter: map              as pipeline.board.rules.narrowing writes it
//   needed: map              stage_id to what is needed there: role, minimum; as pipeline.needs writes it
//   today: date
//   now: datetime
//   only_keys: list<string>? these groups alone; None = all
//   after_place: integer?    cards behind this place in stage_ids, rank and uid; None = from the top
//   after_rank: string?
//   after_id: string?
//   only_ids: list<string>?  these cards alone; None = all
//   limit: integer           1..500 cards a group
//   most: integer            groups; of accounts those of most deals come first
//   working: list<string>    roles of users to whom deals can be given
// returns
//   group_count: integer
//   sums: list<map>          of all groups: currency: string?; count, amount_minor, weighted_minor: integers
//   groups: list<map>        key (uid, "2026-12", "none" or, of accounts that the reader may not see, "hidden"), name, sums as above
//   cards: list<map<date>>   group by group: key, place, and as of pipeline/board; stage_id
//   owners: list<map>        by owner: key, name of everybody who works here
UNWIND range(0, size($stage_ids) - 1) AS place
MATCH (stage:Stage {uid: $stage_ids[place]})<-[stay:IN_STAGE]-(deal:Opportunity)
WHERE ($scope.all OR deal.owner_id IS NULL OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
  AND (NOT $filter.narrows OR (all(one IN $filter.same WHERE deal[one.key] = one.value)
    AND all(one IN $filter.least WHERE deal[one.key] >= one.value)
    AND all(one IN $filter.most WHERE deal[one.key] <= one.value)
    AND ($filter.text IS NULL OR toLower(deal.name) CONTAINS $filter.text OR EXISTS { (deal)-[:FOR]->(account:Account) WHERE toLower(account.name) CONTAINS $filter.text AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) })
    AND ($filter.no_next_step IS NULL OR deal.next_step IS NULL)
    AND ($filter.stale IS NULL OR (stage.rotting_days IS NOT NULL AND stay.entered_at < $now - duration({days: stage.rotting_days}) AND coalesce(deal.stalled_until_on < $today, true)))
    AND ($filter.missing_seats IS NULL OR any(need IN $needed[stage.uid] WHERE size([(deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = need.role | 1]) < need.minimum))
    AND ($filter.without_role IS NULL OR NOT EXISTS { (deal)<-[plays:PLAYS]-(:Contact) WHERE plays.role_key = $filter.without_role })))
WITH place, stage, stay, deal, coalesce(CASE $by
  WHEN 'owner' THEN deal.owner_id
  WHEN 'month' THEN left(toString(deal.close_on), 7)
  ELSE head([(deal)-[:FOR {primary: true}]->(account:Account) | CASE WHEN account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids THEN account.uid ELSE 'hidden' END])
END, 'none') AS key
WHERE $only_keys IS NULL OR key IN $only_keys
WITH key, place, stage, stay, deal
ORDER BY place, deal.rank, deal.uid
WITH key, collect({place: place, stage: stage, stay: stay, deal: deal}) AS found
OPTIONAL MATCH (owner:User {uid: key})
OPTIONAL MATCH (account:Account {uid: key})
WITH key, coalesce(owner.name, account.name) AS name, found
ORDER BY CASE $by WHEN 'account' THEN -size(found) END, toLower(name), key
WITH collect({key: key, name: name, found: found}) AS groups
WITH groups, groups[..$most] AS shown
RETURN size(groups) AS group_count, COLLECT {
  UNWIND groups AS one
  UNWIND one.found AS of
  WITH of.deal.currency AS currency, of.deal.amount_minor AS amount, coalesce(of.deal.win_percent, of.stage.win_percent) AS percent
  WITH currency, count(*) AS count, sum(amount) AS amount_minor, sum((amount * percent + 50) / 100) AS weighted_minor
  ORDER BY currency
  RETURN {currency: currency, count: count, amount_minor: amount_minor, weighted_minor: weighted_minor}
} AS sums, COLLECT {
  UNWIND range(0, size(shown) - 1) AS at
  RETURN {key: shown[at].key, name: shown[at].name, sums: COLLECT {
    UNWIND shown[at].found AS of
    WITH of.deal.currency AS currency, of.deal.amount_minor AS amount, coalesce(of.deal.win_percent, of.stage.win_percent) AS percent
    WITH currency, count(*) AS count, sum(amount) AS amount_minor, sum((amount * percent + 50) / 100) AS weighted_minor
    ORDER BY currency
    RETURN {currency: currency, count: count, amount_minor: amount_minor, weighted_minor: weighted_minor}
  }}
  ORDER BY at
} AS groups, COLLECT {
  UNWIND range(0, size(shown) - 1) AS at
  UNWIND [of IN shown[at].found WHERE ($only_ids IS NULL OR of.deal.uid IN $only_ids) AND ($after_place IS NULL OR of.place > $after_place OR (of.place = $after_place AND (of.deal.rank > $after_rank OR (of.deal.rank = $after_rank AND of.deal.uid > $after_id))))][..$limit] AS of
  WITH at, of.place AS place, of.deal AS deal, of.stage AS stage, of.stay.entered_at AS entered_at
  OPTIONAL MATCH (deal)-[:FOR {primary: true}]->(account:Account)
  OPTIONAL MATCH (owner:User {uid: deal.owner_id})
  WITH at, place, deal, stage, entered_at.epochSeconds * 1000000 + entered_at.microsecond AS entered_us, owner, account, account IS NOT NULL AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AS is_seen
  ORDER BY at, place, deal.rank, deal.uid
  RETURN {key: shown[at].key, place: place, stage_id: stage.uid, opportunity_id: deal.uid, name: deal.name, rank: deal.rank, entered_us: entered_us, amount_minor: deal.amount_minor, currency: deal.currency, close_on: deal.close_on, next_step: deal.next_step, next_step_on: deal.next_step_on, win_percent: deal.win_percent, stalled_until_on: deal.stalled_until_on, stalled_why: deal.stalled_why, owner_id: deal.owner_id, owner: owner.name, account_id: CASE WHEN is_seen THEN account.uid END, account: CASE WHEN is_seen THEN account.name END, has_account: account IS NOT NULL, kind: deal.kind, source: deal.source, seats: [(deal)<-[plays:PLAYS]-(:Contact) | plays.role_key], changed_by: deal.changed_by, approval: head(COLLECT { MATCH (deal)-[:HAS_APPROVAL]->(approval:Approval {state: 'pending', from_id: stage.uid}) WHERE (approval.expires_on IS NULL OR approval.expires_on >= $today) AND coalesce(approval.amount_minor, -1) = coalesce(deal.amount_minor, -1) AND coalesce(approval.currency, '') = coalesce(deal.currency, '') OPTIONAL MATCH (to:Stage {uid: approval.stage_id}) OPTIONAL MATCH (asker:User {uid: approval.asked_by}) RETURN {role: approval.approvers[approval.step], stage: to.name, by: asker.name} ORDER BY approval.asked_at DESC LIMIT 1 })}
} AS cards, COLLECT {
  MATCH (user:User)
  WHERE $by = 'owner' AND user.role IN $working AND NOT coalesce(user.disabled, false)
  RETURN {key: user.uid, name: user.name}
  ORDER BY toLower(user.name), user.uid
  LIMIT 60
} AS owners
