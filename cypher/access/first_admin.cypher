// The administrator who was added first.
//
// returns
//   user_id: string
//   name: string
//   email: string
//   role: string
//   contact_id: string?
//   team_id: string?
//   team_ids: list<string>
MATCH (user:User {role: 'admin'})
WHERE NOT coalesce(user.disabled, false)
WITH user
ORDER BY user.created_at, user.uid
LIMIT 1
OPTIONAL MATCH (user)-[:IS]->(contact:Contact)
OPTIONAL MATCH (user)-[:MEMBER_OF]->(team:Team)
WITH user, contact, team
ORDER BY team.name, team.uid
WITH user, contact, head(collect(team)) AS team
OPTIONAL MATCH (below:Team)-[:PART_OF]->{0,8}(team)
RETURN user.uid AS user_id, user.name AS name, user.email AS email, user.role AS role, contact.uid AS contact_id, team.uid AS team_id, collect(DISTINCT below.uid) AS team_ids
ORDER BY user_id
LIMIT 1
