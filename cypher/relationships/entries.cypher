// The next entries of the stream.
//
// params
//   after: integer           place of the last entry that was followed
//   limit: integer           1..10000
// returns
//   seq: integer
//   uid: string
//   kind: string
//   changes: string?         of a change, as changes.encode writes them
//   brought: list<string>    evidence that a change brought, new or not
//   withdrawn: list<string>  evidence that counts no longer
MATCH (activity:Activity)
WHERE activity.seq > $after
RETURN activity.seq AS seq, activity.uid AS uid, activity.kind AS kind, activity.changes AS changes, coalesce(activity.brought, []) AS brought, coalesce(activity.withdrawn, []) AS withdrawn
ORDER BY seq
LIMIT $limit
