// A user who can own records, with the team whose records they are then.
//
// params
//   user_id: string
// returns
//   owner_id: string
//   team_id: string?
MATCH (user:User {uid: $user_id})
WHERE NOT coalesce(user.disabled, false)
OPTIONAL MATCH (user)-[:MEMBER_OF]->(team:Team)
WITH user, team
ORDER BY team.name, team.uid
RETURN user.uid AS owner_id, head(collect(team.uid)) AS team_id
