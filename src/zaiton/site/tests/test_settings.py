"""Settings come from the environment; what cannot be meant is refused in one line that names the variable."""

import stat

import pytest

from zaiton.site.refusals import HomeNotWritable, SettingRefused
from zaiton.site.settings import database, from_env, security


@pytest.fixture(autouse=True)
def _own_declarations(monkeypatch):
    monkeypatch.setattr(from_env, "declared", {})


@pytest.mark.parametrize(("raw", "meant"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("false", False)])
def test_a_flag_is_read(monkeypatch, raw, meant):
    monkeypatch.setenv("FLAG", raw)
    assert from_env.flag("FLAG", not meant, "") is meant


@pytest.mark.parametrize(
    "read",
    [
        lambda: from_env.flag("ODD", True, ""),
        lambda: from_env.whole("ODD", 5, "", low=1, high=9),
        lambda: from_env.choice("ODD", "a", "", options=("a", "b")),
    ],
)
def test_an_odd_value_is_refused_by_name(monkeypatch, read):
    monkeypatch.setenv("ODD", "perhaps")
    with pytest.raises(SettingRefused) as refused:
        read()
    assert "ODD" in str(refused.value) and "perhaps" in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("raw", ["0", "10", "-1", "1.5", "٣"])
def test_a_number_stays_in_its_bounds(monkeypatch, raw):
    monkeypatch.setenv("N", raw)
    with pytest.raises(SettingRefused):
        from_env.whole("N", 5, "", low=1, high=9)


def test_an_empty_value_means_the_default(monkeypatch):
    monkeypatch.setenv("N", "  ")
    assert from_env.whole("N", 5, "", low=1, high=9) == 5


def test_a_secret_is_not_shown(monkeypatch):
    monkeypatch.setenv("KEY", "s3cret")
    assert from_env.text("KEY", "", "", secret=True) == "s3cret"
    assert "s3cret" not in repr(from_env.declared["KEY"])


def test_a_variable_that_nothing_reads_is_named(monkeypatch):
    monkeypatch.setenv("ZAITON_HOEM", "/x")
    assert "ZAITON_HOEM" in from_env.unknown()


def test_postgres_by_socket_folder():
    entry = database.from_url("postgresql://zaiton@/test?host=/tmp/pg")
    assert (entry["HOST"], entry["NAME"], entry["USER"], entry["PORT"]) == ("/tmp/pg", "test", "zaiton", "")


def test_postgres_by_host_with_escaped_password():
    entry = database.from_url("postgres://u:p%40ss@db.example:5433/zone?sslmode=require")
    assert (entry["PASSWORD"], entry["HOST"], entry["PORT"]) == ("p@ss", "db.example", "5433")
    assert entry["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:pw@h/x",
        "postgresql://h",
        "postgresql://h/a/b",
        "postgresql://h/x?timeout=3",
        "postgres://h:no/x",
        "x",
    ],
)
def test_an_address_not_understood_is_refused_without_its_password(url):
    with pytest.raises(SettingRefused) as refused:
        database.from_url(url)
    assert "pw" not in str(refused.value).replace("postgresql", "")


def test_sqlite_is_durable(tmp_path):
    entry = database.sqlite(tmp_path / "a.sqlite3")
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in entry["OPTIONS"]["init_command"]
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path):
    first = security.secret_key(tmp_path / "home")
    assert len(first) > 50 and security.secret_key(tmp_path / "home") == first
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600


def test_a_home_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeNotWritable):
        security.secret_key(tmp_path / "home")
