// Those of us who share their ties: of some teams, or everybody; oneself always.
//
// params
//   team_ids: list<string>?  null = every team
//   user_id: string          the asker
// returns
//   contact_id: string
MATCH (user:User)-[:IS]->(contact:Contact)
WHERE user.uid IS NOT NULL AND NOT coalesce(user.disabled, false) AND (user.uid = $user_id OR (coalesce(user.shares_ties, false) AND ($team_ids IS NULL OR EXISTS { (user)-[:MEMBER_OF]->(team:Team) WHERE team.uid IN $team_ids })))
RETURN DISTINCT contact.uid AS contact_id
ORDER BY contact_id
LIMIT 1000
