// Identity of links to files that lie elsewhere.
CREATE CONSTRAINT link_uid IF NOT EXISTS FOR (node:Link) REQUIRE node.uid IS UNIQUE;
