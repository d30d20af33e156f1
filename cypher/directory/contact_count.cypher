// How many contacts the reader may see, counted in the indexes of their owners and teams.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer
CALL () {
  MATCH (contact:Contact)
  RETURN count(contact) AS every
}
CALL () {
  MATCH (contact:Contact)
  WHERE contact.owner_id IS NOT NULL
  RETURN count(contact) AS owned
}
CALL () {
  MATCH (contact:Contact)
  WHERE contact.owner_id = $scope.user_id
  RETURN count(contact) AS mine
}
CALL () {
  MATCH (contact:Contact)
  WHERE contact.team_id IN $scope.team_ids AND contact.owner_id <> $scope.user_id
  RETURN count(contact) AS others
}
RETURN CASE WHEN $scope.all THEN every ELSE every - owned + mine + others END AS count
