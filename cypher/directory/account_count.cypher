// How many accounts the reader may see.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer
MATCH (account:Account)
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
RETURN count(account) AS count
