// Every job whose beginning is stated, and every seat on a board.
//
// returns
//   contact_id: string
//   account_id: string
//   from_on: date?
//   until_on: date?
//   board: boolean
MATCH (contact:Contact)-[job:WORKS_AT]->(account:Account)
WHERE contact.uid IS NOT NULL AND (job.from_on IS NOT NULL OR job.board)
RETURN contact.uid AS contact_id, account.uid AS account_id, job.from_on AS from_on, job.until_on AS until_on, coalesce(job.board, false) AS board
ORDER BY contact_id, account_id, job.uid
LIMIT 100000000
