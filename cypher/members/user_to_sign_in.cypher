// The user with a sign-in address, with what proves the password.
//
// params
//   email: string
// returns
//   user_id: string
//   name: string
//   email: string
//   role: string
//   password_hash: string?
//   disabled: boolean
MATCH (user:User {email: $email})
RETURN user.uid AS user_id, user.name AS name, user.email AS email, user.role AS role, user.password_hash AS password_hash, coalesce(user.disabled, false) AS disabled
