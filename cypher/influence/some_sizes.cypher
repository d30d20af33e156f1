// How many people some accounts say they employ.
//
// params
//   ids: list<string>
// returns
//   account_id: string
//   employee_count: integer?
UNWIND $ids AS uid
MATCH (account:Account {uid: uid})
RETURN account.uid AS account_id, account.employee_count AS employee_count
ORDER BY account_id
LIMIT 100000
