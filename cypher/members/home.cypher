// Our own company.
//
// returns
//   uid: string
//   name: string
//   domains: list<string>
MATCH (account:Account {home: true})
RETURN account.uid AS uid, account.name AS name, coalesce(account.domains, []) AS domains
ORDER BY uid
LIMIT 1
