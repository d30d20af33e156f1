// Who is behind an address, to make them a user.
//
// params
//   handle_id: string
// returns
//   handle_id: string
//   contact_id: string?
//   owner_id: string?
//   team_id: string?
MATCH (handle:Handle {uid: $handle_id})
OPTIONAL MATCH (contact:Contact)-[:HAS]->(handle)
RETURN handle.uid AS handle_id, contact.uid AS contact_id, contact.owner_id AS owner_id, contact.team_id AS team_id
ORDER BY contact_id
LIMIT 1
