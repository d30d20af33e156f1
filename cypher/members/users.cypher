// Every user who is somebody, by name.
//
// returns
//   user_id: string
//   name: string
//   email: string
//   role: string
//   disabled: boolean
//   team: string?            name of the team they belong to
MATCH (user:User)
WHERE NOT coalesce(user.automatic, false)
OPTIONAL MATCH (user)-[:MEMBER_OF]->(team:Team)
WITH user, min(team.name) AS team
RETURN user.uid AS user_id, user.name AS name, user.email AS email, user.role AS role, coalesce(user.disabled, false) AS disabled, team
ORDER BY name, user_id
LIMIT 10000
