#!/usr/bin/env bash
# What the tests need besides Python: Chromium and PostgreSQL, from Debian's packages where we may install them;
# and the part of Python that Debian sets apart, which makes an environment.
set -u
missing=""
if ! command -v chromium chromium-browser google-chrome >/dev/null; then missing="chromium fonts-liberation fonts-noto-core"; fi
if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then missing="$missing postgresql"; fi
if ! "${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null; then missing="$missing python3-venv"; fi
if [ -z "$missing" ]; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing for the tests: $missing …"
  # shellcheck disable=SC2086
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >/dev/null 2>&1 && exit 0
fi
if [ "${BROWSER_REQUIRED:-}" = 1 ] || [ "${POSTGRES_REQUIRED:-}" = 1 ]; then
  echo "Could not be installed, and no test may be skipped: $missing" >&2
  exit 1
fi
echo "Not here, and no right to install it, so the tests that need it are skipped: $missing. Install it with apt-get install."
