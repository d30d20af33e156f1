// Whether a user agrees to be asked for introductions, locked until the command is over.
//
// params
//   user_id: string
// returns
//   shares_ties: boolean?    null = they were never asked
MATCH (user:User {uid: $user_id})
SET user.lock = true REMOVE user.lock
RETURN user.shares_ties AS shares_ties
