// The introductions that somebody asks for or is asked for, the newest first.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it: its user
//   introduction_id: string?  that one alone; null = all
//   limit: integer           of each sort, 1..200
// returns
//   introduction_id: string
//   state: string
//   asker_id: string
//   asker: string
//   connector_id: string
//   connector: string
//   connector_is_gone: boolean
//   target_id: string
//   target: string?          null = hidden or gone
//   title: string?
//   is_target_gone: boolean
//   way: list<map>           contact_id, name: string; house: boolean; at: integer
//   text: string?            null where the target is hidden
//   note: string?
//   probability: float
//   asked_at: datetime
//   answered_at: datetime?
//   done_at: datetime?
//   over_at: datetime?
//   outcome: string?
//   declined_because: string?  told to the connector alone
//   lapsed_because: string?
//   deal_id: string?         the deal that it helps, where the reader may see it
//   deal: string?
CALL () {
  MATCH (one:Introduction {connector_id: $scope.user_id})
  WHERE one.asked_at IS NOT NULL AND ($introduction_id IS NULL OR one.uid = $introduction_id)
  RETURN one
  ORDER BY one.asked_at DESC, one.uid
  LIMIT $limit
  UNION
  MATCH (one:Introduction {asker_id: $scope.user_id})
  WHERE one.asked_at IS NOT NULL AND ($introduction_id IS NULL OR one.uid = $introduction_id)
  RETURN one
  ORDER BY one.asked_at DESC, one.uid
  LIMIT $limit
}
MATCH (asker:User {uid: one.asker_id})
MATCH (connector:User {uid: one.connector_id})
OPTIONAL MATCH (target:Contact {uid: one.target_id})
OPTIONAL MATCH (one)-[:HELPS]->(deal:Opportunity)
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
WITH one, asker, connector, target, deal, target IS NOT NULL AND (target.owner_id IS NULL OR $scope.all OR target.owner_id = $scope.user_id OR target.team_id IN $scope.team_ids OR EXISTS { (target)<-[:IS]-(:User) }) AS is_seen
RETURN one.uid AS introduction_id, one.state AS state, asker.uid AS asker_id, asker.name AS asker, connector.uid AS connector_id, connector.name AS connector, coalesce(connector.disabled, false) AS connector_is_gone, one.target_id AS target_id, CASE WHEN is_seen THEN target.name END AS target, CASE WHEN is_seen THEN target.title END AS title, target IS NULL AS is_target_gone, COLLECT {
  UNWIND range(0, size(one.way_ids) - 1) AS at
  MATCH (stop:Contact {uid: one.way_ids[at]})
  WHERE stop.owner_id IS NULL OR $scope.all OR stop.owner_id = $scope.user_id OR stop.team_id IN $scope.team_ids OR EXISTS { (stop)<-[:IS]-(:User) }
  RETURN {contact_id: stop.uid, name: stop.name, house: EXISTS { (stop)<-[:IS]-(:User) }, at: at}
  ORDER BY at
  LIMIT 10
} AS way, CASE WHEN is_seen THEN one.text END AS text, CASE WHEN is_seen THEN one.note END AS note, one.probability AS probability, one.asked_at AS asked_at, one.answered_at AS answered_at, one.done_at AS done_at, one.over_at AS over_at, one.outcome AS outcome, CASE WHEN one.connector_id = $scope.user_id THEN one.declined_because END AS declined_because, one.lapsed_because AS lapsed_because, deal.uid AS deal_id, deal.name AS deal
ORDER BY asked_at DESC, introduction_id
LIMIT 400
