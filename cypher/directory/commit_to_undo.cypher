// What somebody changed on a contact or an account, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   record_id: string
//   name: string
//   owner_id: string?
//   team_id: string?
//   verb: string
//   changes: string          as changes.encode writes them
//   changed_by: string?      uid of the activity that last changed the record
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
MATCH (activity)-[:ABOUT]->(record:Contact|Account|Removed)
WHERE activity.verb IN ['contact.added', 'contact.changed', 'contact.removed', 'account.added', 'account.changed', 'account.removed'] AND activity.changes IS NOT NULL
RETURN record.uid AS record_id, record.name AS name, record.owner_id AS owner_id, record.team_id AS team_id, activity.verb AS verb, activity.changes AS changes, record.changed_by AS changed_by, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY record_id
LIMIT 2
