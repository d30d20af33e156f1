// Everybody who can own records, with the team whose records they are then.
//
// returns
//   name: string
//   email: string
//   owner_id: string
//   team_id: string?
MATCH (user:User)
WHERE NOT coalesce(user.disabled, false)
OPTIONAL MATCH (user)-[:MEMBER_OF]->(team:Team)
WITH user, team
ORDER BY team.name, team.uid
RETURN user.name AS name, user.email AS email, user.uid AS owner_id, head(collect(team.uid)) AS team_id
ORDER BY name, owner_id
LIMIT 10000
