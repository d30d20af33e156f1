// Of some uids those of users and teams that there are, whether they still sign in or not.
//
// params
//   uids: list<string>
// returns
//   uid: string
MATCH (one:User|Team)
WHERE one.uid IN $uids
RETURN one.uid AS uid
ORDER BY uid
LIMIT 100
