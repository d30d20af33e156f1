// Which of some sign-in addresses are those of users who may sign in.
//
// params
//   emails: list<string>
// returns
//   email: string
UNWIND $emails AS email
MATCH (user:User {email: email})
WHERE NOT coalesce(user.disabled, false)
RETURN email
ORDER BY email
LIMIT 10000
