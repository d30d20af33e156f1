// Whether a user exists.
//
// params
//   user_id: string
// returns
//   uid: string
MATCH (user:User {uid: $user_id})
RETURN user.uid AS uid
