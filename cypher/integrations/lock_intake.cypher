// Let one importer at a time decide and write; the others wait for the end of its transaction.
//
// params
//   mine: integer            how many chunks this process has taken in, any number
// returns
//   seq: integer             the last place of the stream
MATCH (intake:Stream {uid: 'intake'})
SET intake.seq = $mine
WITH intake
MATCH (stream:Stream {uid: 'stream'})
RETURN stream.seq AS seq
