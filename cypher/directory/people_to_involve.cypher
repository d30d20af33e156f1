// People somebody met, with the handle that stands for each where no address was used.
//
// params
//   contact_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   handle_id: string?       of the contact's internal handle; null = none yet
//   value: string?           of that handle
UNWIND $contact_ids AS contact_id
MATCH (contact:Contact {uid: contact_id})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
OPTIONAL MATCH (contact)-[:HAS]->(handle:Handle {kind: 'internal'})
WITH contact, handle
ORDER BY handle.value <> contact.uid, handle.value
WITH contact, head(collect(handle)) AS handle
RETURN contact.uid AS contact_id, contact.name AS name, handle.uid AS handle_id, handle.value AS value
ORDER BY name, contact_id
LIMIT 1000
