// Accounts by uid.
//
// params
//   account_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   account_id: string
//   name: string
//   domain: string?
UNWIND $account_ids AS account_id
MATCH (account:Account {uid: account_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
RETURN DISTINCT account.uid AS account_id, account.name AS name, head(account.domains) AS domain
ORDER BY account_id
LIMIT 1000
