// The enabled user who is a contact, with their teams.
//
// params
//   contact_id: string
// returns
//   user_id: string
//   name: string
//   email: string
//   role: string
//   contact_id: string?
//   team_id: string?         the team they belong to
//   team_ids: list<string>   that team and every team below it, up to 8 floors
MATCH (contact:Contact {uid: $contact_id})<-[:IS]-(user:User)
WHERE NOT coalesce(user.disabled, false)
OPTIONAL MATCH (user)-[:MEMBER_OF]->(team:Team)
WITH user, contact, team
ORDER BY team.name, team.uid
WITH user, contact, head(collect(team)) AS team
OPTIONAL MATCH (below:Team)-[:PART_OF]->{0,8}(team)
RETURN user.uid AS user_id, user.name AS name, user.email AS email, user.role AS role, contact.uid AS contact_id, team.uid AS team_id, collect(DISTINCT below.uid) AS team_ids
ORDER BY user_id
LIMIT 1
