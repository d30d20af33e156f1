// Deals as an import finds them: by the row of another system that they are.
//
// params
//   keys: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   import_key: string
//   values: map<datetime>    all properties
//   stay: map<datetime>      properties of IN_STAGE
//   stage_id: string
//   accounts: list<map>      edge: uid of FOR; account_id: string; primary: boolean; hidden: boolean
//   visible: boolean         whether the reader may see it
UNWIND $keys AS key
MATCH (deal:Opportunity {import_key: key})-[stay:IN_STAGE]->(stage:Stage)
RETURN key AS import_key, properties(deal) AS values, properties(stay) AS stay, stage.uid AS stage_id, COLLECT {
  MATCH (deal)-[edge:FOR]->(account:Account)
  RETURN {edge: edge.uid, account_id: account.uid, primary: coalesce(edge.primary, false), hidden: NOT (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)}
  ORDER BY edge.uid
  LIMIT 200
} AS accounts, deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids AS visible
ORDER BY import_key, deal.uid
LIMIT 5000
