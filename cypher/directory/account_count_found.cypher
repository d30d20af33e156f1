// How many accounts that words find the reader may see.
//
// params
//   words: string            in the syntax of the full-text index account_words
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer
CALL db.index.fulltext.queryNodes('account_words', $words) YIELD node AS account
WITH account
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
RETURN count(account) AS count
