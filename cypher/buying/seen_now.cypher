// Whom and what of a deal's past the reader may see now, and how users are called.
//
// params
//   contact_ids: list<string>
//   account_ids: list<string>
//   user_ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_ids: list<string>  of those that the reader may see
//   accounts: list<map>      account_id, name: likewise
//   users: list<map>         user_id, name
RETURN COLLECT {
  UNWIND $contact_ids AS uid
  MATCH (contact:Contact {uid: uid})
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  RETURN uid
  ORDER BY uid
  LIMIT 10000
} AS contact_ids, COLLECT {
  UNWIND $account_ids AS uid
  MATCH (account:Account {uid: uid})
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN {account_id: uid, name: account.name}
  ORDER BY account.name, uid
  LIMIT 1000
} AS accounts, COLLECT {
  UNWIND $user_ids AS uid
  MATCH (user:User {uid: uid})
  RETURN {user_id: uid, name: user.name}
  ORDER BY uid
  LIMIT 10000
} AS users
ORDER BY size(contact_ids)
LIMIT 1
