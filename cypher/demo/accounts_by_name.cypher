// Accounts by their whole names.
//
// params
//   names: list<string>
// returns
//   name: string
//   account_id: string
UNWIND $names AS wanted
MATCH (account:Account {name: wanted})
RETURN account.name AS name, account.uid AS account_id
ORDER BY name, account_id
LIMIT 100000
