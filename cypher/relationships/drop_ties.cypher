// Drop ties that no evidence carries any longer.
//
// params
//   pairs: list<list<string>>  uids of two contacts, the lower first
// returns
//   count: integer
UNWIND $pairs AS pair
MATCH (:Contact|Removed {uid: pair[0]})-[tie:KNOWS]->(:Contact|Removed {uid: pair[1]})
DELETE tie
RETURN count(*) AS count
