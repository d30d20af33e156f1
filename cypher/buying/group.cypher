// A deal's buying group: who has which part in it, what is said of them, what rests, what is dismissed.
//
// Of people whom the reader may not see only the parts are for showing; rules count them all.
//
// params
//   opportunity_id: string
//   now: datetime
//   today: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   name: string
//   owner_id: string?
//   team_id: string?
//   owner: string?
//   stage_id: string
//   opened_at: datetime
//   accounts: list<map>      account_id, name: string; primary: boolean; those that the reader may see
//   members: list<map<datetime>>  contact_id, name, is_seen; title: string?; seats: properties of each PLAYS; left_on: date?; last_at, met_at: datetime?; do_not_contact: boolean
//   snoozes: list<map<date>>  contact_id, warning, until_on, reason; by: string?
//   lines: list<map<date>>   contact_id, superior_id; since_on: date?; source: string?: who reports to whom today, between seated people that the reader may see
//   influences: list<map<datetime>>  from_id, to_id, weight -1..1; set_at: datetime?; expires_on: date?; by: string?: of today, likewise
//   sayings: list<map<datetime>>  changes, at; by, via: string?; the newest first
MATCH (deal:Opportunity {uid: $opportunity_id})-[:IN_STAGE]->(stage:Stage)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: deal.owner_id})
CALL (deal) {
  MATCH (deal)<-[plays:PLAYS]-(contact:Contact)
  OPTIONAL MATCH (role:Role {key: plays.role_key})
  WITH deal, contact, plays, role
  ORDER BY role.position, plays.role_key, plays.uid
  WITH deal, contact, collect(properties(plays)) AS seats, min(coalesce(role.position, 1000)) AS place, max(CASE WHEN role.authority THEN 1 ELSE 0 END) = 1 AS is_deciding
  CALL (contact, is_deciding) {
    UNWIND CASE WHEN is_deciding THEN [contact] ELSE [] END AS asked
    MATCH (asked)-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)-[:INVOLVES]->(:Handle)<-[:HAS]-(one:Contact)
    WHERE part.as IN ['organizer', 'attendee', 'caller', 'callee'] AND part.occurred_at <= $now AND activity.kind IN ['meeting', 'call'] AND one <> asked
      AND (EXISTS { (one)<-[:IS]-(:User) } OR EXISTS { (one)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) })
      AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
    RETURN max(part.occurred_at) AS met_at
  }
  WITH deal, contact, seats, place, met_at, contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids AS is_seen, head(COLLECT {
    MATCH (contact)-[tie:KNOWS]-(one:Contact)
    WHERE tie.last_at IS NOT NULL AND (EXISTS { (one)<-[:IS]-(:User) } OR EXISTS { (one)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) })
    RETURN tie.last_at
    ORDER BY tie.last_at DESC
    LIMIT 1
  }) AS last_at, head(COLLECT {
    MATCH (deal)-[:FOR]->(account:Account)<-[job:WORKS_AT]-(contact)
    RETURN coalesce(job.until_on, date('9999-12-31'))
    ORDER BY coalesce(job.until_on, date('9999-12-31')) DESC
    LIMIT 1
  }) AS until_on
  WITH contact, seats, place, met_at, is_seen, last_at, CASE WHEN until_on < $today THEN until_on END AS left_on
  ORDER BY place, is_seen DESC, contact.name, contact.uid
  LIMIT 200
  RETURN collect({contact_id: contact.uid, name: contact.name, title: contact.title, is_seen: is_seen, seats: seats, left_on: left_on, last_at: last_at, met_at: met_at, do_not_contact: coalesce(contact.do_not_contact, false)}) AS members
}
RETURN deal.name AS name, deal.owner_id AS owner_id, deal.team_id AS team_id, owner.name AS owner, stage.uid AS stage_id, coalesce(datetime({date: deal.opened_on, timezone: 'Z'}), deal.created_at) AS opened_at, COLLECT {
  MATCH (deal)-[edge:FOR]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN {account_id: account.uid, name: account.name, primary: coalesce(edge.primary, false)}
  ORDER BY coalesce(edge.primary, false) DESC, account.name, account.uid
  LIMIT 200
} AS accounts, members, COLLECT {
  MATCH (deal)-[snooze:SNOOZES]->(contact:Contact)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  OPTIONAL MATCH (:Activity {uid: snooze.changed_by})-[:BY]->(user:User)
  RETURN {contact_id: contact.uid, warning: snooze.warning, until_on: snooze.until_on, reason: snooze.reason, by: user.name}
  ORDER BY snooze.until_on, snooze.uid
  LIMIT 500
} AS snoozes, COLLECT {
  MATCH (deal)<-[:PLAYS]-(contact:Contact)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  WITH DISTINCT deal, contact
  MATCH (contact)-[line:REPORTS_TO]->(superior:Contact)
  WHERE (line.until_on IS NULL OR line.until_on >= $today) AND (superior.owner_id IS NULL OR $scope.all OR superior.owner_id = $scope.user_id OR superior.team_id IN $scope.team_ids) AND EXISTS { (superior)-[:PLAYS]->(deal) }
  RETURN {contact_id: contact.uid, superior_id: superior.uid, since_on: line.from_on, source: line.source}
  ORDER BY contact.uid, superior.uid, line.uid
  LIMIT 1000
} AS lines, COLLECT {
  MATCH (deal)<-[:PLAYS]-(contact:Contact)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  WITH DISTINCT deal, contact
  MATCH (contact)-[influence:INFLUENCES]->(other:Contact)
  WHERE (influence.expires_on IS NULL OR influence.expires_on >= $today) AND (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids) AND EXISTS { (other)-[:PLAYS]->(deal) }
  OPTIONAL MATCH (user:User {uid: influence.set_by})
  RETURN {from_id: contact.uid, to_id: other.uid, weight: influence.weight, set_at: influence.set_at, expires_on: influence.expires_on, by: user.name}
  ORDER BY contact.uid, other.uid, influence.uid
  LIMIT 1000
} AS influences, COLLECT {
  MATCH (deal)<-[:ABOUT]-(activity:Activity)
  WHERE activity.changes CONTAINS '"PLAYS"'
  OPTIONAL MATCH (activity)-[:BY]->(user:User)
  RETURN {changes: activity.changes, at: activity.recorded_at, by: user.name, via: activity.via}
  ORDER BY activity.seq DESC
  LIMIT 500
} AS sayings
ORDER BY name
LIMIT 1
