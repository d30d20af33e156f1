// Whom some contacts know, among those the reader may see, our own people first.
//
// Of a contact with more than 500 ties the 500 that are ours, declared or touched last are looked at.
//
// params
//   contact_ids: list<string>
//   ours_only: boolean       leave out whoever is not one of us
//   today: date              jobs that ended before it are over
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   of_id: string            which of the contacts asked for
//   contact_id: string       whom they know
//   name: string
//   title: string?
//   account: string?         their primary or latest employer
//   is_ours: boolean
//   sums_out: list<float>
//   sums_in: list<float>
//   as_of_on: date
//   days: integer
//   evidence_count: integer
//   first_at: datetime?
//   last_at: datetime?
//   declared: string?
//   declared_until_on: date?
UNWIND $contact_ids AS of_id
MATCH (contact:Contact {uid: of_id})
CALL (contact) {
  MATCH (contact)-[tie:KNOWS]-(other:Contact)
  WHERE other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids
  WITH tie, other, EXISTS { (other)<-[:IS]-(:User) } OR EXISTS { (other)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) } AS is_ours
  WHERE is_ours OR NOT $ours_only
  RETURN tie, other, is_ours
  ORDER BY is_ours DESC, tie.declared IS NULL, tie.last_at DESC, other.uid
  LIMIT 500
}
RETURN of_id, other.uid AS contact_id, other.name AS name, other.title AS title, head(COLLECT {
  MATCH (other)-[job:WORKS_AT]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN account.name
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, job.uid
  LIMIT 1
}) AS account, is_ours, tie.sums_out AS sums_out, tie.sums_in AS sums_in, tie.as_of_on AS as_of_on, tie.days AS days, tie.evidence_count AS evidence_count, tie.first_at AS first_at, tie.last_at AS last_at, tie.declared AS declared, tie.declared_until_on AS declared_until_on
ORDER BY of_id, contact_id
LIMIT 100000
