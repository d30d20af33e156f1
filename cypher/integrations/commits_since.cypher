// What people and imports that stand have changed since, the first first.
//
// params
//   seq: integer             the last place of the stream that is known
// returns
//   seq: integer
//   batch_id: string?        uid of the import
//   changes: string          as changes.encode writes them
MATCH (activity:Activity)
WHERE activity.seq > $seq AND activity.kind = 'change' AND activity.verb <> 'import.undone' AND activity.changes IS NOT NULL AND NOT EXISTS { MATCH (import:Import {uid: activity.batch_id}) WHERE NOT import.standing }
RETURN activity.seq AS seq, activity.batch_id AS batch_id, activity.changes AS changes
ORDER BY seq
LIMIT 1000000
