// Give a lease back.
//
// params
//   uid: string
//   mine: string             this process
// returns
//   holder: string
//   until_at: datetime
MATCH (lease:Lease {uid: $uid, holder: $mine})
WITH lease, lease.holder AS holder, lease.until_at AS until_at
DELETE lease
RETURN holder, until_at
