// What finds the other entries that a log has called alike.
CREATE INDEX activity_log IF NOT EXISTS FOR (node:Activity) ON (node.log_uid);
