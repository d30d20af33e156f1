// How many people accounts say they employ.
//
// returns
//   account_id: string
//   employee_count: integer?
MATCH (account:Account)
WHERE account.uid IS NOT NULL AND account.employee_count IS NOT NULL
RETURN account.uid AS account_id, account.employee_count AS employee_count
ORDER BY account_id
LIMIT 10000000
