// Who people on a path are: their name, title and current employer.
//
// params
//   ids: list<string>
// returns
//   contact_id: string
//   name: string
//   title: string?
//   account_id: string?
//   account: string?
//   house: boolean           whether they are one of us
//   address: string?         their first e-mail address
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
CALL (contact) {
  OPTIONAL MATCH (contact)-[job:WORKS_AT]->(account:Account)
  WHERE job.until_on IS NULL OR job.until_on >= date()
  WITH job, account
  ORDER BY coalesce(job.primary, false) DESC, coalesce(job.seen_until_on, job.from_on) DESC, account.uid
  RETURN job.title AS title, account
  LIMIT 1
}
RETURN contact.uid AS contact_id, contact.name AS name, coalesce(contact.title, title) AS title, account.uid AS account_id, account.name AS account, EXISTS { (contact)<-[:IS]-(:User) } OR coalesce(account.home, false) AS house, head([(contact)-[:HAS]->(handle:Handle {kind: 'email'}) | handle.value]) AS address
ORDER BY contact_id
LIMIT 1000
