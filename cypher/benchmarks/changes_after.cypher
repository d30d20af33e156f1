// What the stream says was changed after a place of it, entry by entry.
//
// params
//   after: integer           place in the stream
//   limit: integer           entries
// returns
//   seq: integer
//   changes: string          as changes.encode writes them
MATCH (activity:Activity)
WHERE activity.seq > $after AND activity.changes IS NOT NULL
RETURN activity.seq AS seq, activity.changes AS changes
ORDER BY seq
LIMIT $limit
