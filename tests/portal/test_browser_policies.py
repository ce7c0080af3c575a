"""What browsers are told with every answer; the cookies’ names and the redirect in production."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.support.portal_server import Portal
from tests.support.practice_processes import ROOT, own_environment

PROGRAM = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME KNOWN_COMPUTER_COOKIE".split()
told = {name: getattr(settings, name) for name in names}
told["hsts"] = [settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS]
told["domain"] = [settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH]
answer = Client().get("/board/?day=2026-12-09")
told["plain"] = [answer.status_code, answer.headers.get("Location")]
told["health"] = Client().get("/healthz").status_code
print(json.dumps(told))
"""


@pytest.mark.parametrize("path", ["/accounts/login/", "/static/scheduling/desk.css", "/nowhere/"])
def test_every_answer_says_what_a_page_may_not_use_and_that_none_embeds_it(
    portal: Portal, path: str
) -> None:
    told = requests.get(f"{portal.url}{path}", timeout=30).headers
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()"} <= set(told["Permissions-Policy"].split(", "))


@pytest.mark.long
def test_in_production_cookies_are_of_this_host_alone_and_http_is_sent_on(tmp_path: Path) -> None:
    environment = own_environment(tmp_path, PRACTICE="off", SECURE_COOKIES="on")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment
        | {"DJANGO_SETTINGS_MODULE": "portal.settings", "ALLOWED_HOSTS": "testserver"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert json.loads(done.stdout) == {
        "SESSION_COOKIE_NAME": "__Host-desk-session",
        "CSRF_COOKIE_NAME": "__Host-desk-csrf",
        "KNOWN_COMPUTER_COOKIE": "__Host-desk-known",
        "hsts": [True, True],
        "domain": [None, "/"],
        "plain": [301, "https://testserver/board/?day=2026-12-09"],
        "health": 200,
    }, done.stderr


@pytest.mark.long
def test_that_cookies_go_over_plain_http_is_told_with_the_variable_that_mends_it(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=own_environment(tmp_path, PRACTICE="off", SECURE_COOKIES="off"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "(portal.W001) Cookies go over plain http as well" in done.stderr
    assert "set SECURE_COOKIES to on" in done.stderr
    assert "security.W0" not in done.stderr
