// What somebody changed on views, to take it back.
//
// params
//   activity_id: string
//   user_id: string          who did it
// returns
//   changes: string          as changes.encode writes them
//   name: string?            of the view
//   view_ids: list<string>
//   undone: boolean          whether that has been done already
MATCH (activity:Activity {uid: $activity_id})-[:BY]->(:User {uid: $user_id})
WHERE activity.verb STARTS WITH 'view.' AND activity.changes IS NOT NULL
OPTIONAL MATCH (activity)-[:ABOUT]->(view:SavedView|Removed)
RETURN activity.changes AS changes, min(view.name) AS name, collect(view.uid) AS view_ids, EXISTS { (:Activity {batch_id: activity.uid}) } AS undone
ORDER BY changes
LIMIT 1
