// How much a user has not read.
//
// params
//   user_id: string
// returns
//   count: integer
MATCH (told:Notification {user_id: $user_id, read: false})
RETURN count(told) AS count
