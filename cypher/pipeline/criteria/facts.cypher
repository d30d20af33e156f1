// What criteria ask of some deals, each part only where one asks for it.
//
// What the reader may not see is told apart: it never makes a criterion hold for them, and never
// lets it look as if it did not. What happens after `now` does not count, nor does what is withdrawn.
// What people of an account did is looked up once, however many of the deals are for it.
//
// params
//   opportunity_ids: list<string>
//   now: datetime
//   today: date
//   kinds: list<string>      of activities that matter; empty = none do
//   activities_since: datetime
//   people: boolean          whether it matters who has which part
//   approvals: boolean       whether they matter
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   opportunity_id: string
//   amount_minor: integer?   of the deal
//   currency: string?
//   people: list<map>        contact_id; name: string?, null where hidden; role_keys
//   activities: list<map<datetime>>  kind; at: datetime; seen_at: datetime?
//   approvals: list<map<datetime>>  the attributes of Approval; amount_minor: integer?, currency: string?, of the deal when it was asked
UNWIND $opportunity_ids AS opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
WITH collect(deal) AS deals
CALL (deals) {
  UNWIND CASE WHEN size($kinds) > 0 THEN deals ELSE [] END AS asked
  MATCH (asked)-[:FOR]->(account:Account)
  WITH DISTINCT account
  CALL (account) {
    MATCH (account)<-[job:WORKS_AT]-(person:Contact)
    WHERE job.until_on IS NULL OR job.until_on >= $today
    WITH DISTINCT person, (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AND (person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids) AS is_seen
    MATCH (person)-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
    WHERE part.occurred_at >= $activities_since AND part.occurred_at <= $now AND activity.kind IN $kinds AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
    WITH activity.kind AS kind, max(activity.occurred_at) AS at, max(CASE WHEN is_seen AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) THEN activity.occurred_at END) AS seen_at
    ORDER BY kind
    RETURN collect({kind: kind, at: at, seen_at: seen_at}) AS last
  }
  WITH account, last
  WHERE size(last) > 0
  ORDER BY account.uid
  RETURN collect({account: account, last: last}) AS of_accounts
}
UNWIND deals AS deal
CALL (deal) {
  UNWIND CASE WHEN $people THEN [deal] ELSE [] END AS asked
  MATCH (asked)<-[seat:PLAYS]-(contact:Contact)
  WITH contact, seat
  ORDER BY seat.role_key
  WITH contact, collect(DISTINCT seat.role_key) AS role_keys, contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids AS is_seen
  ORDER BY contact.name, contact.uid
  RETURN collect({contact_id: contact.uid, name: CASE WHEN is_seen THEN contact.name END, role_keys: role_keys}) AS people
}
CALL (deal, of_accounts) {
  CALL (deal, of_accounts) {
    UNWIND CASE WHEN size($kinds) > 0 THEN [deal] ELSE [] END AS asked
    MATCH (asked)<-[:PLAYS]-(person:Contact)
    WITH DISTINCT person, person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids AS is_seen
    MATCH (person)-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
    WHERE part.occurred_at >= $activities_since AND part.occurred_at <= $now AND activity.kind IN $kinds AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
    RETURN activity.kind AS kind, activity.occurred_at AS at, CASE WHEN is_seen AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) THEN activity.occurred_at END AS seen_at
    UNION ALL
    UNWIND CASE WHEN size($kinds) > 0 THEN [deal] ELSE [] END AS asked
    MATCH (asked)<-[about:ABOUT]-(activity:Activity)
    WHERE about.occurred_at >= $activities_since AND about.occurred_at <= $now AND activity.kind IN $kinds AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
    RETURN activity.kind AS kind, activity.occurred_at AS at, CASE WHEN activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids THEN activity.occurred_at END AS seen_at
    UNION ALL
    MATCH (deal)-[:FOR]->(account:Account)
    UNWIND [one IN of_accounts WHERE one.account = account] AS one
    UNWIND one.last AS last
    RETURN last.kind AS kind, last.at AS at, last.seen_at AS seen_at
  }
  WITH kind, max(at) AS at, max(seen_at) AS seen_at
  ORDER BY kind
  RETURN collect({kind: kind, at: at, seen_at: seen_at}) AS activities
}
RETURN deal.uid AS opportunity_id, deal.amount_minor AS amount_minor, deal.currency AS currency, people, activities, COLLECT {
  UNWIND CASE WHEN $approvals THEN [deal] ELSE [] END AS asked
  MATCH (asked)-[:HAS_APPROVAL]->(approval:Approval)
  OPTIONAL MATCH (user:User {uid: approval.asked_by})
  RETURN {approval_id: approval.uid, state: approval.state, stage_id: approval.stage_id, from_id: approval.from_id, approvers: approval.approvers, step: approval.step, asked_by_id: approval.asked_by, asked_by: user.name, asked_at: approval.asked_at, expires_on: approval.expires_on, reason: approval.reason, amount_minor: approval.amount_minor, currency: approval.currency}
  ORDER BY approval.asked_at DESC, approval.uid DESC
  LIMIT 100
} AS approvals
ORDER BY opportunity_id
LIMIT 500
