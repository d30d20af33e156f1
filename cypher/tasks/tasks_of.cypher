// The tasks about a record: open ones by their day, then those that are done, the last first.
//
// params
//   record_id: string        of a deal, a contact or an account that the reader sees
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   limit: integer           1..200
// returns
//   task_id: string
//   title: string
//   due_on: date?
//   why: string?
//   done_at: datetime?
//   owner_id: string?
//   team_id: string?
//   owner: string?           name of whom it is for
//   by: string?              name of who made it
//   version: string
//   concerns: list<map>      uid, label, name of records that the reader may see
//   hidden_count: integer    how many more it concerns
MATCH (about:Opportunity|Contact|Account {uid: $record_id})<-[:CONCERNS]-(task:Task)
WHERE task.owner_id IS NULL OR $scope.all OR task.owner_id = $scope.user_id OR task.team_id IN $scope.team_ids
WITH task
ORDER BY task.done, task.done_at DESC, task.due_on IS NULL, task.due_on, task.created_at, task.uid
LIMIT $limit
OPTIONAL MATCH (owner:User {uid: task.owner_id})
OPTIONAL MATCH (maker:User {uid: task.made_by})
WITH task, owner, maker
ORDER BY task.done, task.done_at DESC, task.due_on IS NULL, task.due_on, task.created_at, task.uid
RETURN task.uid AS task_id, task.title AS title, task.due_on AS due_on, task.why AS why, task.done_at AS done_at, task.owner_id AS owner_id, task.team_id AS team_id, owner.name AS owner, maker.name AS by, task.changed_by AS version, COLLECT {
  MATCH (task)-[:CONCERNS]->(record:Opportunity|Contact|Account)
  WHERE record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids
  RETURN {uid: record.uid, label: head(labels(record)), name: record.name}
  ORDER BY record.name, record.uid
  LIMIT 100
} AS concerns, COUNT {
  MATCH (task)-[:CONCERNS]->(record:Opportunity|Contact|Account)
  WHERE NOT (record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids)
} AS hidden_count
ORDER BY task.done, task.done_at DESC, task.due_on IS NULL, task.due_on, task.created_at, task_id
LIMIT 200
