// What leads from a record to the entries of the stream that changed it or an edge of it, for the
// entries from before the stream kept that: uids stand between quotes in what `changes` holds.
MATCH (activity:Activity) WHERE activity.changes IS NOT NULL CALL (activity) { UNWIND split(activity.changes, '"') AS word WITH DISTINCT activity, word WHERE size(word) = 36 MATCH (record:Contact|Account|Opportunity|Removed {uid: word}) MERGE (activity)-[:CHANGED]->(record) } IN TRANSACTIONS OF 100 ROWS;
MATCH (entry:Activity) WHERE entry.withdrawn IS NOT NULL CALL (entry) { UNWIND entry.withdrawn AS uid MATCH (activity:Activity {uid: uid}) MERGE (entry)-[:WITHDREW]->(activity) } IN TRANSACTIONS OF 100 ROWS;
