#!/bin/sh
# Puts a Chromium on this machine for the browser tests: Debian's package when root, otherwise the one playwright brings.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
command -v google-chrome >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null
else
    .venv/bin/python -m playwright install chromium
fi
