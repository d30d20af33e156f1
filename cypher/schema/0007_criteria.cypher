// Identity of the roles of buying groups and of approvals.
CREATE CONSTRAINT role_uid IF NOT EXISTS FOR (node:Role) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT role_key IF NOT EXISTS FOR (node:Role) REQUIRE node.key IS UNIQUE;
CREATE CONSTRAINT approval_uid IF NOT EXISTS FOR (node:Approval) REQUIRE node.uid IS UNIQUE;
