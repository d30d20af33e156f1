// The entries of a part of the stream that may set something off.
//
// params
//   after: integer           place of the last entry that was followed
//   until: integer           the last place that is looked at
//   verbs: list<string>
// returns
//   seq: integer
//   activity_id: string
//   verb: string
//   via: string
//   by_id: string
//   depth: integer           how many causes lie before it
//   changes: string?         as changes.encode writes them
//   undoes: string?          uid of the activity that it takes back
//   recorded_at: datetime
//   is_undone: boolean
MATCH (activity:Activity)
WHERE activity.seq > $after AND activity.seq <= $until AND activity.verb IN $verbs
MATCH (activity)-[:BY]->(user:User)
RETURN activity.seq AS seq, activity.uid AS activity_id, activity.verb AS verb, activity.via AS via, user.uid AS by_id, coalesce(activity.depth, 0) AS depth, activity.changes AS changes, CASE WHEN activity.verb = 'undone' THEN activity.batch_id END AS undoes, activity.recorded_at AS recorded_at, EXISTS { (:Activity {batch_id: activity.uid, verb: 'undone'}) } AS is_undone
ORDER BY seq
LIMIT 1000
