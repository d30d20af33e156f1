// Somebody with a view and all that is theirs; they are locked until the command is over.
//
// params
//   user_id: string
//   team_ids: list<string>   teams whose views they see
//   view_id: string?
//   room: string             key
// returns
//   view: map<datetime>?     properties; null = there is none that they may see
//   own: list<map>           uid, name, room; of all named ones that are theirs
//   setting: map<datetime>?  properties of how they arranged the room
//   starts: list<map>        edge: properties of STARTS_WITH, view_id; what their room opens with
//   starters: list<map>      edge: properties of STARTS_WITH, user_id; whose room opens with the view
MATCH (user:User {uid: $user_id})
SET user.lock = true REMOVE user.lock
WITH user
OPTIONAL MATCH (view:SavedView {uid: $view_id})
WHERE view.name IS NOT NULL AND (view.owner_id = $user_id OR view.team_id IN $team_ids)
RETURN properties(view) AS view, COLLECT {
  MATCH (own:SavedView {owner_id: $user_id})
  WHERE own.name IS NOT NULL
  RETURN {uid: own.uid, name: own.name, room: own.room}
  ORDER BY own.uid
  LIMIT 1000
} AS own, head(COLLECT {
  MATCH (setting:SavedView {owner_id: $user_id})
  WHERE setting.name IS NULL AND setting.room = $room
  RETURN properties(setting)
  ORDER BY setting.uid
  LIMIT 1
}) AS setting, COLLECT {
  MATCH (user)-[edge:STARTS_WITH {room: $room}]->(start:SavedView)
  RETURN {edge: properties(edge), view_id: start.uid}
  ORDER BY start.uid
  LIMIT 10
} AS starts, COLLECT {
  MATCH (view)<-[edge:STARTS_WITH]-(starter:User)
  RETURN {edge: properties(edge), user_id: starter.uid}
  ORDER BY starter.uid
  LIMIT 10000
} AS starters
