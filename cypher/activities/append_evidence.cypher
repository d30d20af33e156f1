// Append evidence to the stream: each with its participants and with what brought it.
//
// params
//   rows: list<map>          values: properties; parts: pairs of a Handle's uid and how it took part
//   source_id: string        uid of the Import or User that met it
// returns
//   count: integer           participations written
MATCH (source:Import|User {uid: $source_id})
UNWIND $rows AS row
CREATE (activity:Activity)
SET activity = row.values
CREATE (source)-[:BROUGHT]->(activity)
WITH activity, row
UNWIND row.parts AS part
MATCH (handle:Handle {uid: part[0]})
CREATE (activity)-[:INVOLVES {as: part[1], occurred_at: activity.occurred_at}]->(handle)
RETURN count(*) AS count
