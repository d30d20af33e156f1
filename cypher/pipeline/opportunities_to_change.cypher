// Some opportunities as commands find them, each locked until the command is over.
//
// params
//   opportunity_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   values: map<datetime>    all properties
//   stay: map<datetime>      properties of IN_STAGE
//   stage_id: string
//   accounts: list<map>      edge: uid of FOR; account_id: string; primary: boolean; hidden: boolean
UNWIND $opportunity_ids AS opportunity_id
WITH DISTINCT opportunity_id
ORDER BY opportunity_id
MATCH (deal:Opportunity {uid: opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
SET deal.lock = true REMOVE deal.lock
WITH deal
MATCH (deal)-[stay:IN_STAGE]->(stage:Stage)
RETURN properties(deal) AS values, properties(stay) AS stay, stage.uid AS stage_id, COLLECT {
  MATCH (deal)-[edge:FOR]->(account:Account)
  RETURN {edge: edge.uid, account_id: account.uid, primary: coalesce(edge.primary, false), hidden: NOT (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)}
  ORDER BY edge.uid
  LIMIT 200
} AS accounts
ORDER BY deal.uid
LIMIT 10000
