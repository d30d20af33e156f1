// Deals that entries of the stream changed after a place, with who did it last: those that the reader sees, and those that changed hands.
//
// params
//   after: integer           place in the stream
//   until: integer           the last place that is looked at
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   seq: integer             place of the entry
//   verb: string
//   by: string?              name of the user; None where the reader did it
//   opportunity_ids: list<string>
MATCH (activity:Activity)
WHERE activity.seq > $after AND activity.seq <= $until
  AND (activity.verb STARTS WITH 'opportunity.' OR activity.verb IN ['undone', 'process.changed'] OR (activity.verb STARTS WITH 'import.' AND activity.changes CONTAINS '"Opportunity"'))
OPTIONAL MATCH (activity)-[:BY]->(user:User)
RETURN activity.seq AS seq, activity.verb AS verb, CASE WHEN user.uid <> $scope.user_id THEN user.name END AS by, COLLECT {
  MATCH (activity)-[:ABOUT]->(deal:Opportunity|Removed)
  WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids OR activity.changes CONTAINS '"owner_id"'
  RETURN deal.uid
  ORDER BY deal.uid
  LIMIT 500
} AS opportunity_ids
ORDER BY seq
LIMIT 5000
