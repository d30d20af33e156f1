// A task as commands find it, locked until the command is over.
//
// params
//   task_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   values: map<datetime>    all properties
//   concerns: list<map>      edge: uid of CONCERNS; uid, label: string; hidden: boolean
MATCH (task:Task {uid: $task_id})
WHERE task.owner_id IS NULL OR $scope.all OR task.owner_id = $scope.user_id OR task.team_id IN $scope.team_ids
SET task.lock = true REMOVE task.lock
RETURN properties(task) AS values, COLLECT {
  MATCH (task)-[edge:CONCERNS]->(record:Opportunity|Contact|Account)
  RETURN {edge: edge.uid, uid: record.uid, label: head(labels(record)), hidden: NOT (record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids)}
  ORDER BY edge.uid
  LIMIT 100
} AS concerns
