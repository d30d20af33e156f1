// Note that the strengths have followed the stream up to a place, and what that touched.
//
// params
//   seq: integer
//   until_at: datetime       evidence up to then counts
//   pairs: list<string>      "low|high" uids of the ties that may have changed
//   contact_ids: list<string>  contacts whose own facts or jobs may have changed
//   account_ids: list<string>  accounts whose own facts may have changed
// returns
//   step: integer
MATCH (follower:Follower {uid: 'strengths'})
SET follower.seq = $seq, follower.until_at = $until_at, follower.step = follower.step + 1
CREATE (:TieBatch {step: follower.step, pairs: $pairs, contact_ids: $contact_ids, account_ids: $account_ids})
RETURN follower.step AS step
