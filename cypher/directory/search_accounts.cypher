// Accounts that somebody may mean who types.
//
// params
//   words: string            in the syntax of the full-text index account_words
//   candidates: integer      how many the index gives, the best first, before the reader's scope is applied
//   limit: integer
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   name: string
//   domains: list<string>
CALL db.index.fulltext.queryNodes('account_words', $words, {limit: $candidates}) YIELD node AS account, score
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
WITH account, score
LIMIT $limit
RETURN account.uid AS uid, account.name AS name, coalesce(account.domains, []) AS domains
ORDER BY score DESC, name, uid
LIMIT $limit
