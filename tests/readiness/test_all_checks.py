"""What the portal says of itself when something that a page needs is missing, and what mends it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet
from django.core import checks
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import Heartbeat, Institution
from scheduling.readiness import all_checks
from scheduling.readiness.fault import ReadinessFault
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.portal_server import Portal
from tests.support.readiness_answers import readyz

Break = Callable[[Path, Settings], None]


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def no_table(folder: Path, settings: Settings) -> None:
    run("DROP TABLE scheduling_vaintries")


def no_column(folder: Path, settings: Settings) -> None:
    run("ALTER TABLE scheduling_heartbeat RENAME COLUMN at TO once_at")


def column_that_may_be_empty(folder: Path, settings: Settings) -> None:
    run("PRAGMA writable_schema = ON")
    run(
        "UPDATE sqlite_master SET sql = replace(sql, %s, %s) WHERE name = 'scheduling_heartbeat'",
        '"at" datetime NOT NULL',
        '"at" datetime',
    )
    run("PRAGMA writable_schema = RESET")


def no_constraint(folder: Path, settings: Settings) -> None:
    run("DROP INDEX one_open_attempt")


def no_guard(folder: Path, settings: Settings) -> None:
    run("DROP TRIGGER audit_event_keeps_UPDATE")


def no_guard_of_values(folder: Path, settings: Settings) -> None:
    run("DROP TRIGGER personal_value_goes_with_event")


def idle_guard(folder: Path, settings: Settings) -> None:
    run("DROP TRIGGER erased_value_keeps_UPDATE")
    run(
        "CREATE TRIGGER erased_value_keeps_UPDATE BEFORE UPDATE ON scheduling_erasedvalue"
        " BEGIN SELECT 1; END"
    )


def waiting(folder: Path, settings: Settings) -> None:
    newest = "SELECT max(name) FROM django_migrations WHERE app = 'scheduling'"
    run(f"DELETE FROM django_migrations WHERE app = 'scheduling' AND name = ({newest})")


def newer(folder: Path, settings: Settings) -> None:
    run(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('scheduling', '9999_x', %s)",
        timezone.now(),
    )


def foreign_key(folder: Path, settings: Settings) -> None:
    sealed = Fernet(Fernet.generate_key()).encrypt(b"a-token").decode()
    run("UPDATE scheduling_institution SET api_token = %s WHERE name LIKE 'Lake%%'", sealed)


def silent_worker(folder: Path, settings: Settings) -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=3))


def no_var(folder: Path, settings: Settings) -> None:
    settings.VAR_DIR = folder / "nowhere"


def broken_queue(folder: Path, settings: Settings) -> None:
    settings.VAR_DIR = folder
    (folder / "queue.sqlite3").write_bytes(b"this is no database" * 100)


def no_redis(folder: Path, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    settings.HUEY = {"connection": {"url": settings.REDIS_URL}}


def no_codes_file(folder: Path, settings: Settings) -> None:
    settings.ANCHORS_FILE = folder / "nowhere" / "anchors.txt"


def not_collected(folder: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = folder
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}


def collected_before(folder: Path, settings: Settings) -> None:
    not_collected(folder, settings)
    (folder / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')


def collected_in_part(folder: Path, settings: Settings) -> None:
    not_collected(folder, settings)
    (folder / "staticfiles.json").write_text('{"paths": {"a.css": ')


def collected_into_nothing(folder: Path, settings: Settings) -> None:
    not_collected(folder, settings)
    (folder / "staticfiles.json").write_text("")


def collected_oddly(folder: Path, settings: Settings) -> None:
    not_collected(folder, settings)
    (folder / "staticfiles.json").write_text("[]")


def no_host(folder: Path, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = []


STOPS: list[tuple[Break, str, str]] = [
    (no_table, "scheduling_vaintries", "restore the database"),
    (no_column, "the column at", "restore the database"),
    (column_that_may_be_empty, "the right column at: it may be empty", "restore the database"),
    (no_constraint, "one_open_attempt", "restore the database"),
    (no_guard, "audit_event_keeps_UPDATE", "manage.py audit_verify"),
    (no_guard_of_values, "personal_value_goes_with_event", "manage.py audit_verify"),
    (idle_guard, "erased_value_keeps_UPDATE", "manage.py audit_verify"),
    (waiting, "waits for migrations", "manage.py migrate"),
    (newer, "9999_x", "install the version"),
    (no_host, "knows no name that it may be asked by", "ALLOWED_HOSTS"),
    (not_collected, "have not been collected", "manage.py collectstatic"),
    (collected_before, "are not collected", "manage.py collectstatic"),
    *(
        (one, "list of the collected static files can’t be read", "delete static/staticfiles.json")
        for one in (collected_in_part, collected_into_nothing, collected_oddly)
    ),
]
GOES_ON: list[tuple[Break, str, str]] = [
    (foreign_key, "1 institution", "FIELD_ENCRYPTION_KEYS"),
    (silent_worker, "not been heard of since", "manage.py work"),
    (no_var, "VAR_DIR can’t be written", "VAR_DIR"),
    (broken_queue, "not a database", "queue.sqlite3"),
    (no_redis, "The queue can’t be used", "REDIS_URL"),
    (no_codes_file, "codes can’t be noted", "ANCHORS_FILE"),
]
A_PATH = re.compile(r"(?<![\w?.])/\w+/")


def test_a_portal_that_is_well_says_so_and_no_more(portal: Portal) -> None:
    assert readyz(portal) == (200, "ready\n")
    assert all_checks.find() == []


@pytest.mark.parametrize(("break_it", "said", "mend"), STOPS)
def test_what_stops_pages_makes_it_not_ready_and_names_what_mends_it(
    portal: Portal,
    tmp_path: Path,
    settings: Settings,
    break_it: Break,
    said: str,
    mend: str,
) -> None:
    break_it(tmp_path, settings)
    for query in ("", "?pages"):
        status, told = readyz(portal, query)
        assert (status, told.splitlines()[0]) == (503, "not ready")
        assert said in told and mend in told, told


def test_a_page_that_finds_no_style_sheet_says_in_plain_words_that_it_went_wrong(
    portal: Portal, tmp_path: Path, settings: Settings
) -> None:
    collected_into_nothing(tmp_path, settings)
    page = requests.get(f"{portal.url}/accounts/login/", timeout=30)
    assert (page.status_code, page.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "<h1>Something went wrong on our side</h1>" in page.text
    assert "Nothing was sent. Try again" in page.text


@pytest.mark.long
@pytest.mark.parametrize(("break_it", "said", "mend"), GOES_ON)
def test_what_stops_a_part_takes_no_machine_out_where_only_pages_are_asked_for(
    portal: Portal,
    tmp_path: Path,
    settings: Settings,
    break_it: Break,
    said: str,
    mend: str,
) -> None:
    break_it(tmp_path, settings)
    status, told = readyz(portal)
    assert (status, told.splitlines()[0]) == (503, "not ready")
    assert said in told and mend in told, told
    assert "Lakeside" not in told
    assert not A_PATH.search(told), told
    status, told = readyz(portal, "?pages")
    assert (status, told.splitlines()[0]) == (200, "ready, but")


def test_asking_leaves_nothing_behind(portal: Portal, database: Path) -> None:
    connections.close_all()
    before = sqlite3.connect(database).execute("SELECT count(*) FROM scheduling_heartbeat")
    assert before.fetchone() == (0,)
    readyz(portal)
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize("host", ["elsewhere.example", "10.0.0.7:8000", "no host at all"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_addresses_answer_whatever_the_host_header(
    portal: Portal, settings: Settings, host: str, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = requests.get(
        f"{portal.url}{path}", headers={"Host": host}, allow_redirects=False, timeout=30
    )
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_administrator_of_all_sees_the_list_with_names_under_admin(
    administrator: Desk, tmp_path: Path, settings: Settings
) -> None:
    foreign_key(tmp_path, settings)
    no_guard(tmp_path, settings)
    told = plain_text(administrator.get("/admin/").text)
    assert "do not guard it in the database (audit_event_keeps_UPDATE is missing)" in told
    lakeside = Institution.objects.get(name__startswith="Lake").name
    assert f"can’t be decrypted: nothing can be sent there. {lakeside}. To fix it:" in told


def test_where_the_folders_are_is_told_to_operators_alone(
    portal: Portal,
    administrator: Desk,
    tmp_path: Path,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("ERROR")
    no_codes_file(tmp_path, settings)
    file = str(settings.ANCHORS_FILE)
    assert file not in readyz(portal)[1]
    assert file in plain_text(administrator.get("/admin/").text)
    all_checks.log_faults_at_start()
    assert file in caplog.text


@pytest.mark.parametrize(
    ("question", "pages"), [(all_checks.files.faults, 200), (all_checks.disk_room.faults, 503)]
)
def test_a_question_that_breaks_hides_nothing_and_stops_pages_only_where_its_faults_do(
    portal: Portal,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    question: all_checks.Question,
    pages: int,
) -> None:
    def breaks() -> Iterator[ReadinessFault]:
        yield ReadinessFault("Something was found before.", "mend it", stops_pages=False)
        raise PermissionError(13, "Permission denied")

    breaks.__module__ = question.__module__
    for name in ("OF_THE_MACHINE", "STOPS_NO_PAGE"):
        asked = getattr(all_checks, name)
        put = tuple(breaks if one is question else one for one in asked)
        monkeypatch.setattr(all_checks, name, put)
    silent_worker(tmp_path, settings)
    part = question.__module__.rpartition(".")[2].replace("_", " ")
    status, told = readyz(portal)
    assert status == 503
    assert "Something was found before." in told
    assert f"Whether all is well with the {part} could not be found out (PermissionError)." in told
    assert "start `manage.py work`" in told
    assert readyz(portal, "?pages")[0] == pages


def test_the_check_at_deployment_has_the_same_list(
    database: Path, tmp_path: Path, settings: Settings
) -> None:
    def ours() -> list[tuple[str, str]]:
        found = checks.run_checks(include_deployment_checks=True)
        return [(str(one.id), str(one.hint)) for one in found if str(one.id).startswith("portal")]

    assert ours() == []
    no_table(tmp_path, settings)
    silent_worker(tmp_path, settings)
    assert ours() == [
        (
            "portal.E001",
            "Restore the database from a backup, or make what is missing by hand.",
        ),
        ("portal.W001", "Start `manage.py work`, and have a supervisor keep it running."),
    ]
    assert "portal" not in str(checks.run_checks())
