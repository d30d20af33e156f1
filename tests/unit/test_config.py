"""Settings and the application's key."""

import threading

from graphcrm.config import Config


def test_settings_pass_through_the_environment_unchanged(tmp_path, monkeypatch):
    """Web and worker get theirs that way."""
    given = Config(
        data=tmp_path.resolve(),
        neo4j_uri="bolt://neo4j:a@b:1",
        redis_url="unix:///s?db=0",
        neo4j_heap="2g",
        query_timeout=7.5,
        secret_key="k",  # noqa: S106 - a made-up one
    )
    for name, value in given.variables().items():
        monkeypatch.setenv(name, value)
    assert Config.from_env() == given


def test_a_folder_given_outright_wins(tmp_path, monkeypatch):
    """--data is nearer to the person than the environment."""
    monkeypatch.setenv("GRAPHCRM_DATA", "/elsewhere")
    assert Config.from_env(tmp_path / "a" / ".." / "b").data == tmp_path.resolve() / "b"


def test_the_key_is_made_once_private_and_agreed_on(tmp_path):
    """Two keys would sign out everybody whose session the other process made."""
    config = Config(data=tmp_path / "new")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(config.read_secret_key())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) >= 43
    assert [path.name for path in config.data.iterdir()] == ["secret.key"]
    assert (config.data / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (config.data).stat().st_mode & 0o777 == 0o700


def test_a_configured_key_needs_no_file(tmp_path):
    """Containers get it from the environment."""
    assert Config(data=tmp_path, secret_key="given").read_secret_key() == "given"  # noqa: S106 - a made-up one
    assert list(tmp_path.iterdir()) == []
