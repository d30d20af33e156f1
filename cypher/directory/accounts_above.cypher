// An account and all that it is part of.
//
// params
//   account_id: string
// returns
//   uid: string
// Chains of holdings are short; 50 floors are more than any registry knows.
MATCH (account:Account {uid: $account_id})-[:PART_OF]->{0,50}(above:Account)
RETURN DISTINCT above.uid AS uid
ORDER BY uid
LIMIT 1000
