// What a batch changed, the last first, without what has been taken back already.
//
// params
//   batch_id: string
//   again: boolean           whether those that were taken back are wanted too
// returns
//   uid: string
//   seq: integer
//   changes: string
MATCH (activity:Activity {batch_id: $batch_id})
WHERE activity.kind = 'change' AND activity.verb IN ['import.read', 'import.settled'] AND activity.changes IS NOT NULL AND ($again OR NOT EXISTS { MATCH (undoing:Activity {batch_id: activity.uid}) WHERE undoing.verb = 'import.undone' })
RETURN activity.uid AS uid, activity.seq AS seq, activity.changes AS changes
ORDER BY seq DESC
LIMIT 100000
