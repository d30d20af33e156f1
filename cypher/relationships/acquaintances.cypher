// Whom some contacts know, among those the reader may see, our own people first.
//
// Colleagues who do not agree to be asked are left out, save the reader.
//
// Of a contact with more ties than the limit, those that are ours or declared and then the strongest
// are returned; the order is that of relationships.strength, whose mass is computed here as well.
//
// params
//   contact_ids: list<string>
//   ours_only: boolean       leave out whoever is not one of us
//   today: date              jobs that ended before it are over, and sums fade up to it
//   half_lives: list<float>  in days, of the sums
//   limit: integer           of the ties of each contact, 1..500
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   of_id: string            which of the contacts asked for
//   contact_id: string       whom they know
//   name: string
//   title: string?
//   account: string?         their primary or latest employer
//   is_ours: boolean
//   known_count: integer     how many of_id knows, returned or not
//   our_count: integer       how many of those are ours
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
  MATCH (contact)-[:KNOWS]-(other:Contact)
  WHERE (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids) AND NOT EXISTS { (other)<-[:IS]-(shy:User) WHERE NOT shy.shares_ties AND shy.uid <> $scope.user_id }
  WITH EXISTS { (other)<-[:IS]-(:User) } OR EXISTS { (other)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) } AS is_ours
  WHERE is_ours OR NOT $ours_only
  RETURN count(*) AS known_count, sum(CASE WHEN is_ours THEN 1 ELSE 0 END) AS our_count
}
CALL (contact) {
  MATCH (contact)-[tie:KNOWS]-(other:Contact)
  WHERE (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids) AND NOT EXISTS { (other)<-[:IS]-(shy:User) WHERE NOT shy.shares_ties AND shy.uid <> $scope.user_id }
  WITH tie, other, EXISTS { (other)<-[:IS]-(:User) } OR EXISTS { (other)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) } AS is_ours
  WHERE is_ours OR NOT $ours_only
  WITH tie, other, is_ours, duration.inDays(tie.as_of_on, $today).days AS age
  WITH tie, other, is_ours, reduce(sum = 0.0, at IN range(0, size($half_lives) - 1) | sum + tie.sums_out[at] * 2 ^ (-age / $half_lives[at])) AS outward, reduce(sum = 0.0, at IN range(0, size($half_lives) - 1) | sum + tie.sums_in[at] * 2 ^ (-age / $half_lives[at])) AS inward
  WITH tie, other, is_ours, CASE WHEN outward + inward > 0 THEN 2 * outward * inward / (outward + inward) ELSE 0.0 END AS mutual, 0.15 * abs(outward - inward) AS lopsided
  RETURN tie, other, is_ours
  ORDER BY is_ours DESC, tie.declared IS NULL, mutual + CASE WHEN lopsided < 0.48 THEN lopsided ELSE 0.48 END DESC, other.uid
  LIMIT $limit
}
RETURN of_id, other.uid AS contact_id, other.name AS name, other.title AS title, head(COLLECT {
  MATCH (other)-[job:WORKS_AT]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN account.name
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, job.uid
  LIMIT 1
}) AS account, is_ours, known_count, our_count, tie.sums_out AS sums_out, tie.sums_in AS sums_in, tie.as_of_on AS as_of_on, tie.days AS days, tie.evidence_count AS evidence_count, tie.first_at AS first_at, tie.last_at AS last_at, tie.declared AS declared, tie.declared_until_on AS declared_until_on
ORDER BY of_id, contact_id
LIMIT 100000
