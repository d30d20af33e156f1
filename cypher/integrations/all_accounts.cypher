// Every account, as imports match organisations against.
//
// returns
//   uid: string
//   name: string
//   domains: list<string>
//   employee_count: integer?
//   industry: string?
//   location: string?
//   revenue_minor: integer?
//   currency: string?
//   parent_id: string?
MATCH (account:Account)
WHERE account.name IS NOT NULL
OPTIONAL MATCH (account)-[:PART_OF]->(parent:Account)
WITH account, min(parent.uid) AS parent_id
RETURN account.uid AS uid, account.name AS name, coalesce(account.domains, []) AS domains, account.employee_count AS employee_count, account.industry AS industry, account.location AS location, account.revenue_minor AS revenue_minor, account.currency AS currency, parent_id
ORDER BY uid
LIMIT 1000000
