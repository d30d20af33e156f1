// Who holds some leases.
//
// params
//   uids: list<string>
// returns
//   uid: string
//   holder: string           host, pid and start of the process
//   until_at: datetime
UNWIND $uids AS uid
MATCH (lease:Lease {uid: uid})
RETURN uid, lease.holder AS holder, lease.until_at AS until_at
ORDER BY uid
LIMIT 1000
