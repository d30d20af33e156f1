// Whose addresses are: a row for each that the graph holds.
//
// params
//   handle_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   handle_id: string
//   value: string
//   contact_id: string?      who has it; null = nobody yet
//   name: string?
//   visible: boolean         whether the reader may see them
UNWIND $handle_ids AS handle_id
MATCH (handle:Handle {uid: handle_id})
OPTIONAL MATCH (contact:Contact)-[:HAS]->(handle)
RETURN handle.uid AS handle_id, handle.value AS value, contact.uid AS contact_id, contact.name AS name, coalesce(contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids, false) AS visible
ORDER BY value, handle_id, contact_id
LIMIT 1000
