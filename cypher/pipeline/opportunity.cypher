// One opportunity with its accounts, its owner and the stages it was in.
//
// params
//   opportunity_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   values: map<datetime>    all properties
//   stage_id: string
//   entered_at: datetime
//   owner: string?
//   accounts: list<map>      account_id, name, primary; those that the reader may see
//   hidden_account_count: integer
//   links: list<map>         link_id, title, url; by title
//   stays: list<map<datetime>>  stage, entered_at, left_at; those that are over, oldest first
MATCH (deal:Opportunity {uid: $opportunity_id})-[stay:IN_STAGE]->(stage:Stage)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: deal.owner_id})
RETURN properties(deal) AS values, stage.uid AS stage_id, stay.entered_at AS entered_at, owner.name AS owner, COLLECT {
  MATCH (deal)-[edge:FOR]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN {account_id: account.uid, name: account.name, primary: coalesce(edge.primary, false)}
  ORDER BY coalesce(edge.primary, false) DESC, account.name, account.uid
  LIMIT 200
} AS accounts, COUNT {
  MATCH (deal)-[:FOR]->(account:Account)
  WHERE NOT (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)
} AS hidden_account_count, COLLECT {
  MATCH (deal)-[:HAS_LINK]->(link:Link)
  RETURN {link_id: link.uid, title: link.title, url: link.url}
  ORDER BY toLower(link.title), link.uid
  LIMIT 200
} AS links, COLLECT {
  MATCH (deal)-[was:WAS_IN]->(before:Stage|Removed)
  RETURN {stage: before.name, entered_at: was.entered_at, left_at: was.left_at}
  ORDER BY was.entered_at, was.left_at
  LIMIT 500
} AS stays
