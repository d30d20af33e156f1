// One thing that a user was told.
//
// params
//   notification_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it: its user
// returns
//   rows: list<map<datetime>>  as notifications.records.Notification names them; none or one
//   unread_count: integer    of all
RETURN COLLECT {
  MATCH (told:Notification {uid: $notification_id, user_id: $scope.user_id})
  OPTIONAL MATCH (who:User {uid: told.by_id})
  OPTIONAL MATCH (told)-[:CONCERNS]->(deal:Opportunity)
  WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
  OPTIONAL MATCH (told)-[:CONCERNS]->(task:Task)
  WHERE task.owner_id IS NULL OR $scope.all OR task.owner_id = $scope.user_id OR task.team_id IN $scope.team_ids
  OPTIONAL MATCH (told)-[:CONCERNS]->(asked:Introduction)
  OPTIONAL MATCH (target:Contact {uid: asked.target_id})
  WHERE target.owner_id IS NULL OR $scope.all OR target.owner_id = $scope.user_id OR target.team_id IN $scope.team_ids OR EXISTS { (target)<-[:IS]-(:User) }
  WITH told, who, deal, task, asked, target
  ORDER BY told.made_at DESC, told.uid DESC
  RETURN {notification_id: told.uid, kind: told.kind, made_at: told.made_at, read_at: told.read_at, by: who.name, stage: told.stage, words: told.words, count: told.count, about: CASE WHEN deal IS NOT NULL THEN 'Opportunity' WHEN task IS NOT NULL THEN 'Task' WHEN asked IS NOT NULL THEN 'Introduction' END, about_id: coalesce(deal.uid, task.uid, asked.uid), name: coalesce(deal.name, task.title, target.name), is_hidden: told.count IS NULL AND deal IS NULL AND task IS NULL AND target IS NULL}
  LIMIT 201
} AS rows, COUNT {
  MATCH (:Notification {user_id: $scope.user_id, read: false})
} AS unread_count
