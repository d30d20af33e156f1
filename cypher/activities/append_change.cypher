// Append one change to the stream.
//
// params
//   values: map              properties of the Activity, as activities.commands writes them
//   user_id: string          who did it
//   about: list<string>      uids of the records whose timelines show it
// returns
//   count: integer           records whose timelines show it
MATCH (user:User {uid: $user_id})
CREATE (activity:Activity)-[:BY]->(user)
SET activity = $values
WITH activity
CALL (activity) {
  UNWIND $about AS uid
  MATCH (record:Contact|Account|Opportunity|Task|Import|User|SavedView|Removed {uid: uid})
  CREATE (activity)-[:ABOUT {occurred_at: activity.occurred_at}]->(record)
  RETURN count(*) AS count
}
RETURN count
