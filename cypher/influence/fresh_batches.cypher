// What the strengths have touched since an index was brought up to date.
//
// params
//   after: integer           place of the stream the index is up to
// returns
//   seq: integer             place the strengths have reached
//   epoch: integer           rebuilds so far
//   batches: list<map>       seq, pairs, contact_ids, account_ids, in the order of the stream
MATCH (follower:Follower {uid: 'strengths'})
CALL () {
  MATCH (batch:TieBatch)
  WHERE batch.seq > $after
  WITH batch
  ORDER BY batch.seq
  RETURN collect({seq: batch.seq, pairs: batch.pairs, contact_ids: batch.contact_ids, account_ids: batch.account_ids}) AS batches
}
RETURN follower.seq AS seq, follower.epoch AS epoch, batches
