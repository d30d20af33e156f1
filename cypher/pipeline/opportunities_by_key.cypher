// Opportunities by uid, or by all the words of their name.
//
// params
//   key: string              a uid
//   words: string            a query of the full-text index
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   opportunity_id: string
//   name: string
//   account: string?         name of the primary account, where the reader may see it
//   stage_id: string
CALL () {
  MATCH (deal:Opportunity {uid: $key})
  RETURN deal
  UNION
  CALL db.index.fulltext.queryNodes('opportunity_words', $words, {limit: 200}) YIELD node AS deal
  WHERE deal:Opportunity
  RETURN deal
}
WITH deal
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
MATCH (deal)-[:IN_STAGE]->(stage:Stage)
OPTIONAL MATCH (deal)-[:FOR {primary: true}]->(account:Account)
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
RETURN deal.uid AS opportunity_id, deal.name AS name, account.name AS account, stage.uid AS stage_id
ORDER BY name, account, opportunity_id
LIMIT 201
