// Note that the strengths have followed the stream up to a place, and what that touched.
//
// params
//   seq: integer
//   epochs: integer          1 after a rebuild, 0 otherwise
//   pairs: list<string>      "low|high" uids of the ties that may have changed
//   contact_ids: list<string>  contacts whose own facts or jobs may have changed
//   account_ids: list<string>  accounts whose own facts may have changed
// returns
//   seq: integer
MERGE (follower:Follower {uid: 'strengths'})
ON CREATE SET follower.seq = 0, follower.epoch = 0
SET follower.epoch = follower.epoch + $epochs
WITH follower
WHERE follower.seq < $seq
SET follower.seq = $seq
MERGE (batch:TieBatch {seq: $seq})
SET batch.pairs = $pairs, batch.contact_ids = $contact_ids, batch.account_ids = $account_ids
RETURN follower.seq AS seq
