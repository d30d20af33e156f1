// What somebody did to a task, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   verb: string
//   changes: string          as changes.encode writes them
//   task_id: string
//   title: string
//   owner_id: string?
//   team_id: string?
//   about: list<string>      uids of the task and of what it concerns
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb IN ['task.added', 'task.changed', 'task.removed'] AND activity.changes IS NOT NULL
MATCH (activity)-[:ABOUT]->(task:Task|Removed)
WHERE task.title IS NOT NULL AND task.made_by IS NOT NULL
RETURN activity.verb AS verb, activity.changes AS changes, task.uid AS task_id, task.title AS title, task.owner_id AS owner_id, task.team_id AS team_id, COLLECT {
  MATCH (activity)-[:ABOUT]->(record)
  RETURN record.uid
  ORDER BY record.uid
  LIMIT 100
} AS about, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY task_id
LIMIT 1
