// How many accounts the reader may see, counted in the indexes of their owners and teams.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer
CALL () {
  MATCH (account:Account)
  RETURN count(account) AS every
}
CALL () {
  MATCH (account:Account)
  WHERE account.owner_id IS NOT NULL
  RETURN count(account) AS owned
}
CALL () {
  MATCH (account:Account)
  WHERE account.owner_id = $scope.user_id
  RETURN count(account) AS mine
}
CALL () {
  MATCH (account:Account)
  WHERE account.team_id IN $scope.team_ids AND account.owner_id <> $scope.user_id
  RETURN count(account) AS others
}
RETURN CASE WHEN $scope.all THEN every ELSE every - owned + mine + others END AS count
