// The accounts that the question which of them we touch is about, who works there, and who of us shares their ties.
//
// params
//   words: string?           in the syntax of the full-text index account_words; null = all accounts
//   with_deal: boolean       only those with an open deal that the reader may see
//   unowned: boolean         only those that nobody owns
//   user_id: string          the reader, who is always among the colleagues
//   today: date              jobs that ended before it are over
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   accounts: list<map>      account_id, contact_ids of whom the reader may see; without our own house
//   colleague_ids: list<string>
CALL () {
  WITH $words AS words
  WHERE words IS NOT NULL
  CALL db.index.fulltext.queryNodes('account_words', words) YIELD node AS account
  RETURN account
  UNION
  WITH $words AS words
  WHERE words IS NULL
  MATCH (account:Account)
  WHERE account.name >= ''
  RETURN account
}
WITH account
WHERE NOT coalesce(account.home, false) AND (account.owner_id IS NULL OR ($scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AND NOT $unowned)
WITH account
WHERE NOT $with_deal OR EXISTS {
  MATCH (account)<-[:FOR]-(deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
  WHERE stage.type = 'open' AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
}
WITH account
ORDER BY account.uid
LIMIT 100000
WITH collect({account_id: account.uid, contact_ids: COLLECT {
  MATCH (account)<-[job:WORKS_AT]-(contact:Contact)
  WHERE (job.until_on IS NULL OR job.until_on >= $today) AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids OR EXISTS { (contact)<-[:IS]-(:User) })
  RETURN DISTINCT contact.uid AS uid
  ORDER BY uid
  LIMIT 100000
}}) AS accounts
RETURN accounts, COLLECT {
  MATCH (user:User)-[:IS]->(person:Contact)
  WHERE user.uid IS NOT NULL AND NOT coalesce(user.disabled, false) AND (user.uid = $user_id OR coalesce(user.shares_ties, false))
  RETURN DISTINCT person.uid AS uid
  ORDER BY uid
  LIMIT 1000
} AS colleague_ids
