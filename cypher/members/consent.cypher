// Whether a user agrees to be asked for introductions.
//
// params
//   user_id: string
// returns
//   shares_ties: boolean?    null = they were never asked
MATCH (user:User {uid: $user_id})
RETURN user.shares_ties AS shares_ties
