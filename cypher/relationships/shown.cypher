// Those of some contacts that the reader may see.
//
// params
//   ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   address: string?
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
RETURN contact.uid AS contact_id, contact.name AS name, head([(contact)-[:HAS]->(handle:Handle {kind: 'email'}) | handle.value]) AS address
ORDER BY contact_id
LIMIT 100000
