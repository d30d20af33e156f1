// A declared tie that counts, with the two people it is about, where the reader may see both and it.
//
// params
//   declaration_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   declaration_id: string
//   contact_ids: list<string>
//   by_id: string?           the user who declared it
//   by_hand: boolean         whether a user brought it
MATCH (activity:Activity {uid: $declaration_id, kind: 'declared'})-[:INVOLVES]->(:Handle)<-[:HAS]-(contact:Contact)
WHERE (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
WITH DISTINCT activity, contact
ORDER BY contact.uid
WITH activity, collect(contact.uid) AS contact_ids
WHERE size(contact_ids) = 2
RETURN activity.uid AS declaration_id, contact_ids, activity.owner_id AS by_id, EXISTS { (:User)-[:BROUGHT]->(activity) } AS by_hand
