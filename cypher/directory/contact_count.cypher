// How many contacts the reader may see.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer
MATCH (contact:Contact)
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
RETURN count(contact) AS count
