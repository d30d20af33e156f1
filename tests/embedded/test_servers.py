"""Real servers for a command's own duration, and under a supervisor: sharing, crashes, endings."""

import dataclasses
import json
import signal
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import redis
from neo4j.exceptions import ClientError
from waiting import ready_service, wait_until

from graphcrm import embedded
from graphcrm.config import Config
from graphcrm.embedded import children, neo4j_server, state, valkey
from graphcrm.errors import UnavailableError
from graphcrm.graph import connection


pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
COMMAND = Path(__file__).with_name("command.py")
SUPERVISOR = Path(__file__).with_name("stand_in.py")


@pytest.fixture
def command(run, data):
    """Start a command on the data folder; give its process and where it found the servers."""

    def start():
        process = run(COMMAND, data)
        line = process.stdout.readline()
        assert line, process.stderr.read()
        return process, json.loads(line)

    return start


def leave(process):
    process.stdin.write("\n")
    process.stdin.close()
    assert process.wait(60) == 0


def query(uri, text, **parameters):
    driver, database = connection._open(uri)  # the process's own driver is other tests'
    with driver, driver.session(database=database) as session:
        return [dict(record) for record in session.run(text, parameters)]


def test_what_a_command_wrote_is_there_for_the_next_and_no_process_in_between(command, data):
    """One data folder is one installation, whichever command opens it."""
    first, found = command()
    query(found["neo4j"], "CREATE (:Kept {name: 'Ada'})")
    with redis.Redis.from_url(found["redis"]) as queue:
        queue.set("kept", "yes")
    leave(first)
    assert children.descendants(data) == []
    assert not state.run_file(data).exists()
    second, found = command()
    assert query(found["neo4j"], "MATCH (k:Kept) RETURN k.name AS name") == [{"name": "Ada"}]
    with redis.Redis.from_url(found["redis"]) as queue:
        assert queue.get("kept") == b"yes"
    leave(second)


def test_commands_share_servers_and_the_last_one_out_stops_them(command, data):
    """An import must not lose its database because another command on it was quicker."""
    first, found = command()
    second, again = command()
    assert again == found
    leave(first)
    assert connection.server_version(found["neo4j"]).startswith("2026.08")
    leave(second)
    assert children.descendants(data) == []


def test_after_kill_9_of_a_command_the_next_one_uses_its_servers_and_stops_them(command, data):
    """Killing an import leaves healthy servers; they are found, not doubled and not left."""
    first, found = command()
    first.kill()
    first.wait(60)
    second, again = command()
    assert again["pid"] == found["pid"]
    second.terminate()
    assert second.wait(60) == 128 + signal.SIGTERM
    assert children.descendants(data) == []


def test_after_kill_9_of_neo4j_the_next_command_starts_it_over_the_same_store(command):
    """What was committed survives the server, and its stale locks are nobody's problem."""
    first, found = command()
    query(found["neo4j"], "CREATE (:Kept {name: 'Ada'})")
    psutil.Process(found["pid"]).kill()
    second, again = command()
    assert again["pid"] != found["pid"]
    assert query(again["neo4j"], "MATCH (k:Kept) RETURN count(k) AS n") == [{"n": 1}]
    leave(second)
    leave(first)


def test_a_supervisor_keeps_what_a_command_uses_and_restarts_what_dies(command, run, data):
    """`up` in a second terminal must not end a running import; a crash must heal at one address."""
    import_, found = command()
    supervisor = run(SUPERVISOR, data, "servers")
    assert supervisor.stdout.readline() == "ready\n", supervisor.stderr.read()
    adopted = ready_service(data, "neo4j")
    assert adopted.pid == found["pid"]
    assert adopted.version.startswith("2026.08")
    leave(import_)
    second, again = command()
    assert again == found
    psutil.Process(adopted.pid).kill()
    healed = ready_service(data, "neo4j", other_than=adopted.pid)
    assert healed.port == adopted.port
    assert connection.server_version(found["neo4j"]) == healed.version
    leave(second)
    supervisor.terminate()
    assert supervisor.wait(60) == 0
    assert children.descendants(data) == []


def test_a_new_database_is_closed_to_others_and_to_the_world(config, data):
    """The server runs on people's laptops, beside other users, over a team's mail."""
    with embedded.services(config) as reachable:
        password = urlsplit(reachable.neo4j_uri).password
        process = psutil.Process(state.read_run(data).find("neo4j").pid)
        listening = [each for each in process.net_connections() if each.status == "LISTEN"]
        assert {each.laddr.ip.removeprefix("::ffff:") for each in listening} == {"127.0.0.1"}
        assert password not in " ".join(process.cmdline())
        assert (data / "neo4j" / "password").stat().st_mode & 0o777 == 0o600
        assert not list((data / "neo4j").glob("*.args"))
        for text in (
            "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
            "LOAD CSV FROM 'http://127.0.0.1:1/' AS row RETURN row",
        ):
            with pytest.raises(ClientError):
                query(reachable.neo4j_uri, text)
        query(reachable.neo4j_uri, "RETURN $word", word="whispered")
        said = [path.read_text(errors="replace") for path in data.rglob("*.log")]
        assert not [text for text in said if "whispered" in text or password in text]


def test_a_database_without_its_password_says_which_file_to_restore(config, data):
    """Making a new password would not open the database; the sentence must lead to a backup."""
    (data / "neo4j" / "data" / "databases" / "system").mkdir(parents=True)
    with pytest.raises(neo4j_server.PasswordLostError, match="neo4j/password is missing"):
        neo4j_server.prepare(config)


def test_a_server_that_cannot_start_is_named_with_its_log_and_nothing_stays(config, data):
    """What Java says is the operator's business; a leftover Valkey is not."""
    tiny = dataclasses.replace(config, neo4j_heap="1m")
    said = r"neo4j did not start: .*Too small maximum heap.*logs/neo4j.log"
    with pytest.raises(UnavailableError, match=said), embedded.services(tiny):
        pytest.fail("it started")
    assert children.descendants(data) == []


def test_a_data_folder_too_long_for_a_socket_still_gets_its_valkey(tmp_path):
    """A unix socket's path holds 108 bytes; people nest folders deeper than that."""
    config = Config(data=tmp_path / ("deep" * 30), neo4j_uri="bolt://elsewhere")
    with embedded.services(config) as reachable:
        assert valkey.server_version(reachable.redis_url)
        assert reachable.neo4j_uri == "bolt://elsewhere"
        private = valkey.socket_file(config).parent
        assert private.stat().st_mode & 0o777 == 0o700
    assert children.descendants(config.data) == []


def test_a_killed_valkey_keeps_its_queue(command):
    """Jobs that were accepted are done after a crash."""
    first, found = command()
    with redis.Redis.from_url(found["redis"]) as queue:
        queue.lpush("jobs", "one")
        assert queue.waitaof(1, 0, 1000)[0] == 1
        (own,) = (
            process
            for process in psutil.process_iter()
            if process.pid == queue.info("server")["process_id"]
        )
    own.kill()
    wait_until(lambda: not children.is_running(own))
    second, again = command()
    with redis.Redis.from_url(again["redis"]) as queue:
        assert queue.lrange("jobs", 0, -1) == [b"one"]
    leave(second)
    leave(first)
