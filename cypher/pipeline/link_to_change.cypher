// A link of an opportunity; the opportunity is locked until the command is over.
//
// params
//   opportunity_id: string
//   link_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   owner_id: string?        of the opportunity
//   team_id: string?
//   link_count: integer      how many it has
//   link: map?               properties of the link; null = it has no such link
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
SET deal.lock = true REMOVE deal.lock
RETURN deal.owner_id AS owner_id, deal.team_id AS team_id, COUNT { (deal)-[:HAS_LINK]->(:Link) } AS link_count, head(COLLECT {
  MATCH (deal)-[:HAS_LINK]->(link:Link {uid: $link_id})
  RETURN properties(link)
  ORDER BY link.uid
  LIMIT 1
}) AS link
ORDER BY deal.uid
LIMIT 1
