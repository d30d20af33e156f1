"""What doctor finds on a machine, and that every bad finding says what to do."""

import dataclasses

import pytest

from graphcrm import embedded
from graphcrm.embedded import everything, jars


def check(config, name):
    return next(each for each in embedded.doctor(config) if each.name == name)


def test_every_bad_finding_says_what_to_do_and_no_good_one_does(config):
    """A check without a fix only worries people."""
    checks = embedded.doctor(config)
    assert [each for each in checks if each.is_good == bool(each.fix)] == []
    assert {"Python", "Clock", "Data folder", "Disk", "Memory", "Java", "Neo4j", "Valkey"} < {
        each.name for each in checks
    }


def test_java_and_valkey_come_with_the_package(config):
    """Nobody should have to install either."""
    assert check(config, "Java").is_good
    assert check(config, "Valkey").is_good


def test_missing_jars_are_counted(config, tmp_path, monkeypatch):
    """Before the first start on a train, one wants to know."""
    monkeypatch.setenv("GRAPHCRM_CACHE", str(tmp_path))
    found = check(config, "Neo4j")
    assert not found.is_good
    assert found.finding.startswith("0 of 237 files")
    assert jars.INSTEAD in found.fix


def test_a_folder_that_cannot_be_is_named(config, tmp_path):
    """A file where the folder should be, a disk mounted read-only: the path is the answer."""
    (tmp_path / "file").write_text("")
    wrong = dataclasses.replace(config, data=tmp_path / "file" / "data")
    found = check(wrong, "Data folder")
    assert not found.is_good
    assert str(wrong.data) in found.fix


def test_a_heap_that_is_no_size_is_found_before_java_finds_it(config):
    """Java's own message names an option the person never wrote."""
    found = check(dataclasses.replace(config, neo4j_heap="lots"), "Memory")
    assert not found.is_good
    assert "'lots'" in found.finding


def test_servers_that_others_run_are_asked(config):
    """A wrong password in an address must not look like a bug of ours."""
    port = everything.neo4j_server.free_port()
    outside = dataclasses.replace(
        config,
        neo4j_uri=f"bolt://neo4j:wrong@127.0.0.1:{port}",
        redis_url=f"redis://127.0.0.1:{port}/0",
    )
    assert "GRAPHCRM_NEO4J_URI" in check(outside, "Neo4j").fix
    assert "GRAPHCRM_REDIS_URL" in check(outside, "Valkey").fix


@pytest.mark.slow
def test_servers_that_answer_are_good(servers, tmp_path):
    """The same check on the servers of this test run."""
    outside = dataclasses.replace(servers, data=tmp_path)
    assert check(outside, "Neo4j").finding.startswith("external 2026.08")
    assert check(outside, "Valkey").is_good
