// What somebody has saved of some rooms and what their team shares, with the place of the stream before that was read.
//
// params
//   user_id: string
//   team_ids: list<string>   teams whose views they see
//   rooms: list<string>      keys
//   named: list<string>      uids that may be of users and teams
// returns
//   seq: integer             place of the stream's last entry
//   views: list<map>         view_id, name (null = how they arranged the room), room, query, owner, is_mine, is_shared, is_default
//   known: list<string>      of those named: users, whether they still sign in or not, and teams
MATCH (stream:Stream {uid: 'stream'})
RETURN stream.seq AS seq, COLLECT {
  CALL () {
    MATCH (view:SavedView {owner_id: $user_id})
    RETURN view
    UNION
    MATCH (view:SavedView)
    WHERE view.team_id IN $team_ids
    RETURN view
  }
  WITH view
  WHERE view.room IN $rooms
  OPTIONAL MATCH (owner:User {uid: view.owner_id})
  RETURN {view_id: view.uid, name: view.name, room: view.room, query: view.query, owner: owner.name, is_mine: view.owner_id = $user_id, is_shared: view.team_id IS NOT NULL, is_default: EXISTS { (:User {uid: $user_id})-[:STARTS_WITH]->(view) }}
  ORDER BY view.room, toLower(view.name), view.uid
  LIMIT 1000
} AS views, [uid IN $named WHERE EXISTS { (:User {uid: uid}) } OR EXISTS { (:Team {uid: uid}) }] AS known
