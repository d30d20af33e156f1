// Who of some people reports to themselves over others, or has two influences on one person.
//
// params
//   contact_ids: list<string>
//   today: date
// returns
//   count: integer           people who do
UNWIND $contact_ids AS contact_id
MATCH (contact:Contact {uid: contact_id})
// No company has more than 50 floors, and hardly anybody more than one superior.
WHERE EXISTS { MATCH (contact)((:Contact)-[line:REPORTS_TO]->(:Contact) WHERE line.until_on IS NULL OR line.until_on >= $today){1,50}(contact) }
  OR EXISTS { MATCH (contact)-[one:INFLUENCES]->(:Contact)<-[other:INFLUENCES]-(contact) WHERE one <> other }
RETURN count(contact) AS count
ORDER BY count
LIMIT 1
