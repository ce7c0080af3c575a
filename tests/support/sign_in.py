"""Signing in by the form of its page: over HTTP, where that may fail, and in a browser."""

from __future__ import annotations

import requests
from playwright.sync_api import Page

from tests.support.client import PASSWORDS, Desk


def try_to_sign_in(
    desk: Desk, name: str, password: str, *, forwarded: str | None = None
) -> requests.Response:
    """302 where it worked, 200 where the password was wrong or who sent it is shut out."""
    desk.get("/accounts/login/")
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    form = {"login": name, "password": password}
    return desk.post("/accounts/login/", form, headers=headers)


def sign_in(page: Page, username: str, password: str = "") -> None:
    """With a person's own password, unless another is given."""
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password or PASSWORDS[username])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
