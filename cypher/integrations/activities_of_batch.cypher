// Which entries of the stream an import made, its undoing included.
//
// params
//   batch_id: string
// returns
//   uid: string
MATCH (activity:Activity {batch_id: $batch_id})
WHERE activity.kind = 'change'
RETURN activity.uid AS uid
UNION
MATCH (activity:Activity {batch_id: $batch_id})
MATCH (undoing:Activity {batch_id: activity.uid})
RETURN undoing.uid AS uid
