// The accounts that have one of some mail domains.
//
// params
//   words: string            the domains in the words of the full-text index account_words
//   domains: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   account_id: string
//   name: string
//   domain: string           the one that was asked for
//   visible: boolean         whether the reader may see the account
CALL db.index.fulltext.queryNodes('account_words', $words) YIELD node AS account
UNWIND account.domains AS domain
WITH account, domain
WHERE domain IN $domains
RETURN account.uid AS account_id, account.name AS name, domain, coalesce(account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids, false) AS visible
ORDER BY domain, account_id
LIMIT 1000
