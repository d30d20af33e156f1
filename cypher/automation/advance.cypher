// Note that automation has followed the stream up to a place, unless somebody else went on.
//
// params
//   before: integer          where it was
//   seq: integer
// returns
//   seq: integer
MERGE (follower:Follower {uid: 'automation'})
ON CREATE SET follower.seq = 0
SET follower.lock = true REMOVE follower.lock
WITH follower
WHERE follower.seq = $before
SET follower.seq = $seq
RETURN follower.seq AS seq
