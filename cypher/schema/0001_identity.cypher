// Identity of every node, by constraint; the order of the stream.
CREATE CONSTRAINT contact_uid IF NOT EXISTS FOR (node:Contact) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT account_uid IF NOT EXISTS FOR (node:Account) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT handle_uid IF NOT EXISTS FOR (node:Handle) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT user_uid IF NOT EXISTS FOR (node:User) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT user_email IF NOT EXISTS FOR (node:User) REQUIRE node.email IS UNIQUE;
CREATE CONSTRAINT team_uid IF NOT EXISTS FOR (node:Team) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT activity_uid IF NOT EXISTS FOR (node:Activity) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT activity_seq IF NOT EXISTS FOR (node:Activity) REQUIRE node.seq IS UNIQUE;
CREATE CONSTRAINT import_uid IF NOT EXISTS FOR (node:Import) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT removed_uid IF NOT EXISTS FOR (node:Removed) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT stream_uid IF NOT EXISTS FOR (node:Stream) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT follower_uid IF NOT EXISTS FOR (node:Follower) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT lease_uid IF NOT EXISTS FOR (node:Lease) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT tie_batch_step IF NOT EXISTS FOR (node:TieBatch) REQUIRE node.step IS UNIQUE;
CREATE CONSTRAINT schema_step_name IF NOT EXISTS FOR (node:SchemaStep) REQUIRE node.name IS UNIQUE;
MERGE (stream:Stream {uid: 'stream'}) ON CREATE SET stream.seq = 0;
MERGE (intake:Stream {uid: 'intake'}) ON CREATE SET intake.seq = 0;
