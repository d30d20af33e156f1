// The ties that people declared between two contacts, the newest first: those that count and those contested.
//
// params
//   one_id: string
//   other_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   declaration_id: string
//   level: string
//   declared_at: datetime
//   expires_on: date?
//   by_id: string?           the user who declared it
//   by: string?
//   by_hand: boolean         whether a user brought it, so that it can be contested
//   stands: boolean
//   visible: boolean         whether the reader may see its content
//   contested_by: string?    the user who contested it
//   contested_at: datetime?
//   reason: string?          why they did
MATCH (one:Contact {uid: $one_id})-[:HAS]->(:Handle {kind: 'internal'})<-[:INVOLVES]-(activity:Activity {kind: 'declared'})-[:INVOLVES]->(:Handle {kind: 'internal'})<-[:HAS]-(other:Contact {uid: $other_id})
WHERE (one.owner_id IS NULL OR $scope.all OR one.owner_id = $scope.user_id OR one.team_id IN $scope.team_ids) AND (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids)
WITH DISTINCT one, activity
OPTIONAL MATCH (author:User {uid: activity.owner_id})
CALL (one, activity) {
  OPTIONAL MATCH (one)<-[:ABOUT]-(change:Activity {verb: 'tie.contested'})-[:BY]->(contester:User)
  WHERE activity.uid IN change.withdrawn
  RETURN change, contester
  ORDER BY change.seq DESC
  LIMIT 1
}
WITH activity, author, change, contester, EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) } AS stands
WHERE stands OR change IS NOT NULL
RETURN activity.uid AS declaration_id, activity.level AS level, activity.occurred_at AS declared_at, activity.expires_on AS expires_on, activity.owner_id AS by_id, author.name AS by, EXISTS { (:User)-[:BROUGHT]->(activity) } AS by_hand, stands, coalesce(activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids, false) AS visible, contester.name AS contested_by, change.occurred_at AS contested_at, change.subject AS reason
ORDER BY activity.seq DESC
LIMIT 500
