// The opportunities of an account, open ones first, the largest first.
//
// params
//   account_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   limit: integer           1..500
// returns
//   opportunity_id: string
//   name: string
//   stage: string
//   type: string             of the stage: open, won, lost
//   primary: boolean         whether the account is the one it is for
//   amount_minor: integer?
//   currency: string?
//   win_percent: integer
//   close_on: date?          expected, or the day on which it was closed
//   owner: string?
MATCH (account:Account {uid: $account_id})<-[edge:FOR]-(deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: deal.owner_id})
RETURN deal.uid AS opportunity_id, deal.name AS name, stage.name AS stage, stage.type AS type, coalesce(edge.primary, false) AS primary, deal.amount_minor AS amount_minor, deal.currency AS currency, CASE WHEN stage.type = 'open' THEN coalesce(deal.win_percent, stage.win_percent) ELSE stage.win_percent END AS win_percent, coalesce(deal.closed_on, deal.close_on) AS close_on, owner.name AS owner
ORDER BY type <> 'open', amount_minor IS NULL, amount_minor DESC, name, opportunity_id
LIMIT $limit
