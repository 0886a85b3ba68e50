"""The health check is cheap, says what is wrong, and never lies."""

import pytest
from django.db import DatabaseError

from zaiton.site import health

pytestmark = pytest.mark.django_db


def test_all_is_well(client):
    answer = client.get("/healthz").json()
    assert answer["checks"]["database"]["ok"] and answer["checks"]["home"]["ok"]
    assert answer["status"] == ("ok" if answer["checks"]["packs"]["ok"] else "failing")


def test_a_home_that_cannot_be_written_is_503(client, settings, tmp_path):
    settings.ZAITON_HOME = tmp_path / "gone"
    response = client.get("/healthz")
    assert response.status_code == 503 and not response.json()["checks"]["home"]["ok"]


def test_a_database_that_refuses_writes_is_503(client, monkeypatch):
    class Refusing:
        vendor = "sqlite"

        def cursor(self):
            raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(health, "connection", Refusing())
    response = client.get("/healthz")
    assert response.status_code == 503 and response.json()["checks"]["database"]["detail"] == "DatabaseError"
