// A deal and a person who is to have a part in it, or no longer; the deal is locked until then.
//
// params
//   opportunity_id: string
//   contact_id: string
//   today: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   owner_id: string?        of the deal
//   team_id: string?
//   contact_id: string?      null = there is none that the reader may see
//   name: string?
//   is_ours: boolean
//   roles: list<map>         key, name: string; retired: boolean; all there are
//   seats: list<map<date>>   properties of each PLAYS of the person
//   seat_count: integer      of the deal, whoever has them
//   said_by: string?         name of who last changed one of the person's seats
//   said_at: datetime?
//   snoozes: list<map<date>>  properties of each SNOOZES
//   dismissal: map?          properties of DISMISSES
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
SET deal.lock = true REMOVE deal.lock
WITH deal
OPTIONAL MATCH (contact:Contact {uid: $contact_id})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
WITH deal, contact, head(COLLECT {
  MATCH (contact)-[plays:PLAYS]->(deal)
  MATCH (activity:Activity {uid: plays.changed_by})
  OPTIONAL MATCH (activity)-[:BY]->(user:User)
  RETURN {by: user.name, at: activity.recorded_at}
  ORDER BY activity.seq DESC
  LIMIT 1
}) AS said
RETURN deal.owner_id AS owner_id, deal.team_id AS team_id, contact.uid AS contact_id, contact.name AS name, EXISTS { (contact)<-[:IS]-(:User) } OR EXISTS { (contact)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) } AS is_ours, COLLECT {
  MATCH (role:Role)
  WHERE role.key IS NOT NULL
  RETURN {key: role.key, name: role.name, retired: coalesce(role.retired, false)}
  ORDER BY role.position, role.key
  LIMIT 200
} AS roles, COLLECT {
  MATCH (contact)-[plays:PLAYS]->(deal)
  RETURN properties(plays)
  ORDER BY plays.role_key, plays.uid
  LIMIT 200
} AS seats, COUNT { (deal)<-[:PLAYS]-(:Contact) } AS seat_count, said.by AS said_by, said.at AS said_at, COLLECT {
  MATCH (deal)-[snooze:SNOOZES]->(contact)
  RETURN properties(snooze)
  ORDER BY snooze.warning, snooze.uid
  LIMIT 50
} AS snoozes, head(COLLECT {
  MATCH (deal)-[dismissal:DISMISSES]->(contact)
  RETURN properties(dismissal)
  ORDER BY dismissal.uid
  LIMIT 1
}) AS dismissal
ORDER BY contact_id
LIMIT 1
