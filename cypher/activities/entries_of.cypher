// The entries of the stream that changed some records or edges of theirs, in the stream's order.
//
// params
//   uids: list<string>       of contacts, accounts and deals, removed ones among them
// returns
//   activity_id: string
//   seq: integer
//   verb: string
//   via: string?
//   occurred_us: integer     microseconds since 1970; the driver is slow with instants
//   recorded_us: integer
//   changes: string          as changes.encode writes them
//   by_id: string?           the user who did it
//   by: string?              their name
UNWIND $uids AS uid
MATCH (record:Contact|Account|Opportunity|Removed {uid: uid})<-[:CHANGED]-(activity:Activity)
WITH DISTINCT activity, activity.occurred_at AS occurred_at, activity.recorded_at AS recorded_at
OPTIONAL MATCH (activity)-[:BY]->(user:User)
RETURN activity.uid AS activity_id, activity.seq AS seq, activity.verb AS verb, activity.via AS via, occurred_at.epochSeconds * 1000000 + occurred_at.microsecond AS occurred_us, recorded_at.epochSeconds * 1000000 + recorded_at.microsecond AS recorded_us, activity.changes AS changes, user.uid AS by_id, user.name AS by
ORDER BY seq
LIMIT 100000
