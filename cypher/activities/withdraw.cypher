// Let evidence that people brought by hand count no longer.
//
// params
//   ids: list<string>        uids of the evidence
// returns
//   count: integer           how many counted until now
UNWIND $ids AS uid
MATCH (:User)-[brought:BROUGHT]->(:Activity {uid: uid})
DELETE brought
RETURN count(*) AS count
