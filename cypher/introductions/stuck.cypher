// Introductions that nobody can pass on any more: who is asked has left, or the contact is gone.
//
// params
//   limit: integer           1..200
// returns
//   introduction_id: string
//   state: string
//   asker_id: string
//   connector_id: string
MATCH (one:Introduction)
WHERE one.waits_since IS NOT NULL AND one.state IN ['asked', 'accepted'] AND (NOT EXISTS { (:Contact {uid: one.target_id}) } OR EXISTS {
  MATCH (connector:User {uid: one.connector_id})
  WHERE connector.disabled
})
RETURN one.uid AS introduction_id, one.state AS state, one.asker_id AS asker_id, one.connector_id AS connector_id
ORDER BY introduction_id
LIMIT $limit
