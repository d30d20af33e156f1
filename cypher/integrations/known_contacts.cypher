// Contacts as an import finds them: their facts and jobs.
//
// params
//   ids: list<string>
// returns
//   contact_id: string
//   name: string
//   title: string?
//   jobs: list<map<date>>    uid, account_id, title, from_on, until_on, seen_from_on, seen_until_on, board
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
RETURN contact.uid AS contact_id, contact.name AS name, contact.title AS title, [(contact)-[job:WORKS_AT]->(account:Account) | {uid: job.uid, account_id: account.uid, title: job.title, from_on: job.from_on, until_on: job.until_on, seen_from_on: job.seen_from_on, seen_until_on: job.seen_until_on, board: job.board}] AS jobs
ORDER BY contact_id
LIMIT 5000
