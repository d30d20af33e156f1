// What the strengths have touched since a path index was brought up to date.
//
// params
//   after: integer           step that the index is up to
// returns
//   step: integer            steps of the strengths so far
//   epoch: string            of the strengths; another one = computed anew
//   batches: list<map>       pairs: list of "low|high"; contact_ids; account_ids; one a step
MATCH (follower:Follower {uid: 'strengths'})
CALL () {
  MATCH (batch:TieBatch)
  WHERE batch.step > $after
  WITH batch
  ORDER BY batch.step
  RETURN collect({pairs: batch.pairs, contact_ids: batch.contact_ids, account_ids: batch.account_ids}) AS batches
}
RETURN follower.step AS step, follower.epoch AS epoch, batches
