// Whether the seats of one person in a deal say different things of that person.
//
// params
//   opportunity_id: string
// returns
//   count: integer           people of whom they do
MATCH (:Opportunity {uid: $opportunity_id})<-[plays:PLAYS]-(contact:Contact)
WITH contact, count(DISTINCT [coalesce(plays.support, 'none'), coalesce(plays.power, 'none'), coalesce(plays.orientation, ''), coalesce(plays.note, '')]) AS told
WHERE told > 1
RETURN count(contact) AS count
ORDER BY count
LIMIT 1
