// A contact with everything that hangs on it and that people set, to edit or remove it.
//
// params
//   contact_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   owner_id: string?
//   team_id: string?
//   user_id: string?         the user who is this person
//   values: map<datetime>    all properties
//   edges: list<map<date>>   type, outgoing, values, other, other_label, kind, value and name of the other, hidden
MATCH (contact:Contact {uid: $contact_id})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
RETURN contact.uid AS uid, contact.owner_id AS owner_id, contact.team_id AS team_id, head(COLLECT { MATCH (user:User)-[:IS]->(contact) RETURN user.uid ORDER BY user.uid LIMIT 1 }) AS user_id, properties(contact) AS values, COLLECT {
  MATCH (contact)-[edge:HAS|WORKS_AT|REPORTS_TO|INFLUENCES]-(other:Handle|Account|Contact)
  RETURN {type: type(edge), outgoing: startNode(edge) = contact, values: properties(edge), other: other.uid, other_label: head(labels(other)), kind: other.kind, value: other.value, name: other.name, hidden: NOT (other:Handle OR other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR coalesce(other.team_id IN $scope.team_ids, false))}
  ORDER BY edge.uid
  LIMIT 10000
} AS edges
