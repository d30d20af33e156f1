// What an entry of the stream set off with deals, with what of it is still as it was left.
//
// params
//   activity_id: string
// returns
//   activity_id: string
//   opportunity_id: string
//   changes: string          as changes.encode writes them
//   task_id: string?         of the task that was given; null = none was, or somebody has changed it since
//   values: map<datetime>    properties of the deal now
MATCH (:Activity {uid: $activity_id})-[:ABOUT]->(deal:Opportunity)<-[:ABOUT]-(act:Activity)
WHERE act.cause_id = $activity_id AND act.verb IN ['task.added', 'opportunity.changed'] AND act.changes IS NOT NULL AND NOT EXISTS { (:Activity {batch_id: act.uid, verb: 'undone'}) }
OPTIONAL MATCH (act)-[:ABOUT]->(task:Task)
WHERE task.changed_by = act.uid
RETURN act.uid AS activity_id, deal.uid AS opportunity_id, act.changes AS changes, task.uid AS task_id, properties(deal) AS values
ORDER BY act.seq, opportunity_id
LIMIT 2000
