// How many contacts that words find the reader may see.
//
// params
//   words: string            in the syntax of the full-text index contact_words
//   prefix: string?          how an address of theirs may begin instead; null = names and titles only
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer
CALL () {
  CALL db.index.fulltext.queryNodes('contact_words', $words) YIELD node AS contact
  RETURN contact
  UNION
  MATCH (handle:Handle)
  WHERE handle.value STARTS WITH $prefix AND NOT handle.kind IN ['internal', 'record']
  MATCH (contact:Contact)-[:HAS]->(handle)
  RETURN contact
}
WITH contact
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
RETURN count(contact) AS count
