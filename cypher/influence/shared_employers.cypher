// Where two contacts worked at one time, of the accounts the reader may see.
//
// params
//   low: string
//   high: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   account_id: string
//   account: string
//   from_on: date?           the later beginning of the two, where one is known
//   until_on: date?          the earlier end, where one is known
MATCH (:Contact {uid: $low})-[mine:WORKS_AT]->(account:Account)<-[theirs:WORKS_AT]-(:Contact {uid: $high})
WHERE (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AND (mine.until_on IS NULL OR theirs.from_on IS NULL OR theirs.from_on <= mine.until_on) AND (theirs.until_on IS NULL OR mine.from_on IS NULL OR mine.from_on <= theirs.until_on)
WITH account, CASE WHEN mine.from_on >= theirs.from_on THEN mine.from_on ELSE coalesce(theirs.from_on, mine.from_on) END AS from_on, CASE WHEN mine.until_on <= theirs.until_on THEN mine.until_on ELSE coalesce(theirs.until_on, mine.until_on) END AS until_on
RETURN account.uid AS account_id, account.name AS account, min(from_on) AS from_on, max(until_on) AS until_on
ORDER BY account, account_id
LIMIT 20
