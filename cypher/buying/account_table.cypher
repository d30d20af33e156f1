// Everybody at an account: their parts in open deals, who reports to whom and who sways whom.
//
// params
//   account_id: string
//   most: integer            people at most: those with a part first, then those with lines
//   today: date              jobs and lines that ended before it are over
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   account_id: string
//   name: string
//   home: boolean            it is our own house
//   person_count: integer    all whom the reader may see
//   people: list<map>        contact_id, name; title: string?; seats: opportunity_id, deal, role_key of each
//   lines: list<map<date>>   contact_id, superior_id; since_on: date?; source: string?: between these people
//   influences: list<map<datetime>>  from_id, to_id, weight -1..1; set_at: datetime?; expires_on: date?; by: string?: likewise
MATCH (account:Account {uid: $account_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
CALL (account) {
  MATCH (account)<-[job:WORKS_AT]-(contact:Contact)
  WHERE contact.kind = 'person' AND (job.until_on IS NULL OR job.until_on >= $today) AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids)
  WITH contact, job
  ORDER BY coalesce(job.primary, false) DESC, job.uid
  WITH contact, head(collect(job.title)) AS title
  WITH contact, coalesce(title, contact.title) AS title, COLLECT {
    MATCH (contact)-[plays:PLAYS]->(deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
    WHERE stage.type = 'open' AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
    RETURN {opportunity_id: deal.uid, deal: deal.name, role_key: plays.role_key}
    ORDER BY deal.name, deal.uid, plays.role_key, plays.uid
    LIMIT 20
  } AS seats, EXISTS { (contact)-[:REPORTS_TO|INFLUENCES]-(:Contact) } AS is_joined
  ORDER BY size(seats) = 0, NOT is_joined, contact.name, contact.uid
  WITH collect({contact: contact, title: title, seats: seats}) AS everybody
  RETURN size(everybody) AS person_count, everybody[..$most] AS people
}
WITH account, person_count, people, [one IN people | one.contact] AS shown
RETURN account.uid AS account_id, account.name AS name, coalesce(account.home, false) AS home, person_count, [one IN people | {contact_id: one.contact.uid, name: one.contact.name, title: one.title, seats: one.seats}] AS people, COLLECT {
  UNWIND shown AS contact
  MATCH (contact)-[line:REPORTS_TO]->(superior:Contact)
  WHERE superior IN shown AND (line.until_on IS NULL OR line.until_on >= $today)
  RETURN {contact_id: contact.uid, superior_id: superior.uid, since_on: line.from_on, source: line.source}
  ORDER BY contact.uid, superior.uid, line.uid
  LIMIT 1000
} AS lines, COLLECT {
  UNWIND shown AS contact
  MATCH (contact)-[influence:INFLUENCES]->(other:Contact)
  WHERE other IN shown AND (influence.expires_on IS NULL OR influence.expires_on >= $today)
  OPTIONAL MATCH (user:User {uid: influence.set_by})
  RETURN {from_id: contact.uid, to_id: other.uid, weight: influence.weight, set_at: influence.set_at, expires_on: influence.expires_on, by: user.name}
  ORDER BY contact.uid, other.uid, influence.uid
  LIMIT 1000
} AS influences
ORDER BY name
LIMIT 1
