// One's own tasks: open ones by their day, and the last that are done.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it: its user
//   limit: integer           of open ones, 1..200
//   done_limit: integer      1..200
// returns
//   open_tasks: list<map<datetime>>  as tasks.records.Task names them
//   done: list<map<datetime>>  the same
//   open_count: integer
RETURN COLLECT {
  MATCH (task:Task {owner_id: $scope.user_id, done: false})
  WITH task
  ORDER BY task.due_on IS NULL, task.due_on, task.created_at, task.uid
  LIMIT $limit
  OPTIONAL MATCH (owner:User {uid: task.owner_id})
  OPTIONAL MATCH (maker:User {uid: task.made_by})
  WITH task, owner, maker
  ORDER BY task.due_on IS NULL, task.due_on, task.created_at, task.uid
  LIMIT 200
  RETURN {task_id: task.uid, title: task.title, due_on: task.due_on, why: task.why, done_at: task.done_at, owner_id: task.owner_id, team_id: task.team_id, owner: owner.name, by: maker.name, version: task.changed_by, concerns: COLLECT {
    MATCH (task)-[:CONCERNS]->(record:Opportunity|Contact|Account)
    WHERE record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids
    RETURN {uid: record.uid, label: head(labels(record)), name: record.name}
    ORDER BY record.name, record.uid
    LIMIT 100
  }, hidden_count: COUNT {
    MATCH (task)-[:CONCERNS]->(record:Opportunity|Contact|Account)
    WHERE NOT (record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids)
  }}
} AS open_tasks, COLLECT {
  MATCH (task:Task {owner_id: $scope.user_id, done: true})
  WITH task
  ORDER BY task.done_at DESC, task.uid
  LIMIT $done_limit
  OPTIONAL MATCH (owner:User {uid: task.owner_id})
  OPTIONAL MATCH (maker:User {uid: task.made_by})
  WITH task, owner, maker
  ORDER BY task.done_at DESC, task.uid
  LIMIT 200
  RETURN {task_id: task.uid, title: task.title, due_on: task.due_on, why: task.why, done_at: task.done_at, owner_id: task.owner_id, team_id: task.team_id, owner: owner.name, by: maker.name, version: task.changed_by, concerns: COLLECT {
    MATCH (task)-[:CONCERNS]->(record:Opportunity|Contact|Account)
    WHERE record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids
    RETURN {uid: record.uid, label: head(labels(record)), name: record.name}
    ORDER BY record.name, record.uid
    LIMIT 100
  }, hidden_count: COUNT {
    MATCH (task)-[:CONCERNS]->(record:Opportunity|Contact|Account)
    WHERE NOT (record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids)
  }}
} AS done, COUNT {
  MATCH (:Task {owner_id: $scope.user_id, done: false})
} AS open_count
