// A deal that somebody may see.
//
// params
//   opportunity_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
RETURN deal.uid AS uid
