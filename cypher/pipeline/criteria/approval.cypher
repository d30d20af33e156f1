// Of which deal an approval is.
//
// params
//   approval_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   opportunity_id: string
MATCH (:Approval {uid: $approval_id})<-[:HAS_APPROVAL]-(deal:Opportunity)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
RETURN deal.uid AS opportunity_id
ORDER BY opportunity_id
LIMIT 1
