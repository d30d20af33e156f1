// Whether there is evidence of contact with somebody that the reader may not see.
//
// Any 20,000 participations are looked at, in no order: whoever has more is no secret.
//
// params
//   contact_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   has_hidden: boolean
MATCH (contact:Contact {uid: $contact_id})
RETURN EXISTS {
  MATCH (contact)-[:HAS]->(:Handle)<-[:INVOLVES]-(activity:Activity)
  WITH activity
  LIMIT 20000
  WITH activity
  WHERE NOT coalesce((activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids), false) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  RETURN activity
} AS has_hidden
