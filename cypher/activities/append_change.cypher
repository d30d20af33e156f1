// Append one change to the stream.
//
// params
//   values: map              properties of the Activity, as activities.commands writes them
//   user_id: string          who did it
//   about: list<string>      uids of the records whose timelines show it
//   changed: list<string>    uids of the nodes it changed, or an edge of which
// returns
//   count: integer           records whose timelines show it
MATCH (user:User {uid: $user_id})
CREATE (activity:Activity)-[:BY]->(user)
SET activity = $values
WITH activity
CALL (activity) {
  UNWIND $about AS uid
  MATCH (record:Contact|Account|Opportunity|Task|Import|User|SavedView|Introduction|Removed {uid: uid})
  CREATE (activity)-[:ABOUT {occurred_at: activity.occurred_at}]->(record)
  RETURN count(*) AS count
}
CALL (activity) {
  UNWIND $changed AS uid
  MATCH (record:Contact|Account|Opportunity|Removed {uid: uid})
  CREATE (activity)-[:CHANGED]->(record)
  RETURN count(*) AS changed_count
}
RETURN count
