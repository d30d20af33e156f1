// Identity of effects, tasks and notifications, what finds them, and where automation begins.
CREATE CONSTRAINT effect_uid IF NOT EXISTS FOR (node:Effect) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT task_uid IF NOT EXISTS FOR (node:Task) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT notification_uid IF NOT EXISTS FOR (node:Notification) REQUIRE node.uid IS UNIQUE;
CREATE INDEX task_owner IF NOT EXISTS FOR (node:Task) ON (node.owner_id, node.done);
CREATE INDEX notification_unread IF NOT EXISTS FOR (node:Notification) ON (node.user_id, node.read);
CREATE INDEX notification_newest IF NOT EXISTS FOR (node:Notification) ON (node.user_id, node.made_at);
CREATE INDEX approval_expires IF NOT EXISTS FOR (node:Approval) ON (node.expires_on);
MATCH (stream:Stream {uid: 'stream'}) MERGE (follower:Follower {uid: 'automation'}) ON CREATE SET follower.seq = stream.seq;
