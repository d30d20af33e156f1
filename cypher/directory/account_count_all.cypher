// How many accounts there are, for readers who see them all.
//
// returns
//   count: integer
MATCH (account:Account)
RETURN count(account) AS count
