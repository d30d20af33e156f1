// Who holds a lease.
//
// params
//   uid: string
// returns
//   holder: string           host, pid and start of the process
//   until_at: datetime
MATCH (lease:Lease {uid: $uid})
RETURN lease.holder AS holder, lease.until_at AS until_at
