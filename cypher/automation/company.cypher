// Who may be meant around a deal; nobody who may not sign in.
//
// params
//   owner_id: string?        whose it is
//   team_id: string?         of which team
//   email: string?           the sign-in address of somebody else who is meant
// returns
//   owner_id: string?
//   named_id: string?
//   member_ids: list<string>
//   managers: list<map>      user_id: string; floors: integer, how many teams above it theirs is; the nearest first
//   admin_ids: list<string>  the first one first
OPTIONAL MATCH (owner:User {uid: $owner_id})
WHERE NOT coalesce(owner.disabled, false)
OPTIONAL MATCH (named:User {email: $email})
WHERE NOT coalesce(named.disabled, false)
RETURN owner.uid AS owner_id, named.uid AS named_id, COLLECT {
  MATCH (:Team {uid: $team_id})<-[:MEMBER_OF]-(user:User)
  WHERE NOT coalesce(user.disabled, false)
  RETURN user.uid
  ORDER BY user.name, user.uid
  LIMIT 500
} AS member_ids, COLLECT {
  MATCH way = (:Team {uid: $team_id})-[:PART_OF*0..8]->(above:Team)
  MATCH (above)<-[:MEMBER_OF]-(user:User {role: 'manager'})
  WHERE NOT coalesce(user.disabled, false)
  RETURN {user_id: user.uid, floors: length(way)}
  ORDER BY length(way), user.name, user.uid
  LIMIT 500
} AS managers, COLLECT {
  MATCH (user:User {role: 'admin'})
  WHERE NOT coalesce(user.disabled, false)
  RETURN user.uid
  ORDER BY user.created_at, user.uid
  LIMIT 100
} AS admin_ids
