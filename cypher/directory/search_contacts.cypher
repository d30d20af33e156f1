// Contacts that somebody may mean who types: by words of name and title, or by the beginning of an address.
//
// params
//   words: string            in the syntax of the full-text index contact_words
//   prefixes: list<string>   how an address may begin
//   candidates: integer      how many the index gives, the best first, before the reader's scope is applied
//   limit: integer           of each of the two
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   name: string
//   title: string?
//   account: string?         the primary or latest employer
//   address: string?         the one that was found, else the first e-mail address
//   by_address: boolean
CALL () {
  CALL db.index.fulltext.queryNodes('contact_words', $words, {limit: $candidates}) YIELD node AS contact
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  RETURN contact, null AS found
  LIMIT $limit
  UNION ALL
  UNWIND $prefixes AS prefix
  CALL (prefix) {
    MATCH (handle:Handle)
    WHERE handle.value STARTS WITH prefix
    RETURN handle
    ORDER BY handle.value
    LIMIT 500
  }
  MATCH (contact:Contact)-[:HAS]->(handle)
  WHERE NOT handle.kind IN ['internal', 'record'] AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids)
  RETURN contact, handle.value AS found
  ORDER BY found, contact.uid
  LIMIT $limit
}
WITH contact, min(found) AS found
RETURN contact.uid AS uid, contact.name AS name, contact.title AS title, head(COLLECT {
  MATCH (contact)-[job:WORKS_AT]->(employer:Account)
  WHERE employer.owner_id IS NULL OR $scope.all OR employer.owner_id = $scope.user_id OR employer.team_id IN $scope.team_ids
  RETURN employer.name
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, employer.uid
  LIMIT 1
}) AS account, coalesce(found, head(COLLECT {
  MATCH (contact)-[:HAS]->(handle:Handle {kind: 'email'})
  RETURN handle.value
  ORDER BY handle.value
  LIMIT 1
})) AS address, found IS NOT NULL AS by_address
ORDER BY name, uid
LIMIT 1000
