#!/usr/bin/env bash
# The browser tests need Chromium: from Debian's packages where we may install them.
set -u
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium and fonts for the browser tests …"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation fonts-noto-core; } >/dev/null 2>&1 && exit 0
fi
if [ "${BROWSER_REQUIRED:-}" = 1 ]; then echo "Chromium could not be installed, and the browser tests may not be skipped." >&2; exit 1; fi
echo "No Chromium here and no right to install it: the browser tests will be skipped. Install it with: apt-get install chromium"
