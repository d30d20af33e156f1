// A deal whose past is looked at: what does not hang on the instant.
//
// params
//   opportunity_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   name: string
//   owner_id: string?
//   team_id: string?
//   owner: string?
//   stage_id: string         where it lies now
//   opened_at: datetime
//   stages: list<map>        stage_id, name, type: all it ever was in, as they are now
MATCH (deal:Opportunity {uid: $opportunity_id})-[:IN_STAGE]->(now:Stage)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: deal.owner_id})
RETURN deal.name AS name, deal.owner_id AS owner_id, deal.team_id AS team_id, owner.name AS owner, now.uid AS stage_id, coalesce(datetime({date: deal.opened_on, timezone: 'Z'}), deal.created_at) AS opened_at, COLLECT {
  MATCH (deal)-[:IN_STAGE|WAS_IN]->(stage)
  WITH DISTINCT stage
  RETURN {stage_id: stage.uid, name: stage.name, type: stage.type}
  ORDER BY stage.uid
  LIMIT 1000
} AS stages
ORDER BY name
LIMIT 1
