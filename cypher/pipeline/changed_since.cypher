// Deals that entries of the stream changed after a place, with who did it last.
//
// params
//   after: integer           place in the stream
//   limit: integer           entries looked at
// returns
//   seq: integer             of the last entry
//   verb: string
//   by: string?              name of the user
//   via: string
//   opportunity_ids: list<string>
MATCH (activity:Activity)
WHERE activity.seq > $after
WITH activity
ORDER BY activity.seq
LIMIT $limit
WHERE activity.verb STARTS WITH 'opportunity.' OR activity.verb = 'undone' OR activity.verb = 'process.changed' OR activity.verb STARTS WITH 'import.'
OPTIONAL MATCH (activity)-[:BY]->(user:User)
RETURN activity.seq AS seq, activity.verb AS verb, user.name AS by, activity.via AS via, COLLECT {
  MATCH (activity)-[:ABOUT]->(deal:Opportunity|Removed)
  RETURN deal.uid
  ORDER BY deal.uid
  LIMIT 500
} AS opportunity_ids
ORDER BY seq
LIMIT 500
