// Introductions of which nobody was reminded at this step since somebody has to act, the oldest first.
//
// params
//   before: datetime         somebody has to act since then or longer
//   limit: integer           1..200
// returns
//   introduction_id: string
//   state: string
//   asker_id: string
//   connector_id: string
MATCH (one:Introduction)
WHERE one.waits_since < $before AND one.state IN ['asked', 'accepted', 'done'] AND NOT EXISTS {
  MATCH (one)<-[:CONCERNS]-(told:Notification)
  WHERE told.kind = 'introduction-waits-' + one.state
}
RETURN one.uid AS introduction_id, one.state AS state, one.asker_id AS asker_id, one.connector_id AS connector_id
ORDER BY one.waits_since, introduction_id
LIMIT $limit
