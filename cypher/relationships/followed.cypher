// The entries of the stream after a place, as far as the strengths have followed it.
//
// params
//   after: integer           place of the last entry that is known
//   limit: integer           1..501
// returns
//   seq: integer
//   verb: string?            null of evidence
MATCH (follower:Follower {uid: 'strengths'})
MATCH (activity:Activity)
WHERE activity.seq > $after AND activity.seq <= follower.seq
RETURN activity.seq AS seq, activity.verb AS verb
ORDER BY seq
LIMIT $limit
