// Append evidence to the stream: each with its participants and with what brought it.
//
// params
//   rows: list<map>          values: properties; at: seconds since 1970 and nanoseconds; parts: pairs of a Handle's uid and how it took part
//   source_id: string        uid of the Import or User that met it
//   recorded_at: datetime
// returns
//   count: integer           participations written
MATCH (source:Import|User {uid: $source_id})
UNWIND $rows AS row
CREATE (activity:Activity)
SET activity = row.values, activity.recorded_at = $recorded_at, activity.occurred_at = datetime({epochSeconds: row.at[0], nanosecond: row.at[1]})
CREATE (source)-[:BROUGHT]->(activity)
WITH activity, row
UNWIND row.parts AS part
MATCH (handle:Handle {uid: part[0]})
CREATE (activity)-[:INVOLVES {as: part[1], occurred_at: activity.occurred_at}]->(handle)
RETURN count(*) AS count
