// Take or renew a lease, unless somebody else took it since it was looked at.
//
// params
//   uid: string
//   mine: string             this process
//   before: string?          the holder that was seen; null = none
//   until_at: datetime
// returns
//   holder: string
//   until_at: datetime
MERGE (lease:Lease {uid: $uid})
ON CREATE SET lease.holder = $mine, lease.until_at = $until_at
SET lease.lock = true REMOVE lease.lock
WITH lease
WHERE lease.holder = $mine OR lease.holder = $before
SET lease.holder = $mine, lease.until_at = $until_at
RETURN lease.holder AS holder, lease.until_at AS until_at
