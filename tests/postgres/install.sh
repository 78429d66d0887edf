#!/bin/sh
# Puts a PostgreSQL on this machine for the tests of the ledger on a server: Debian's package, when root. The tests start a server of their
# own in a temporary folder; the one that the package would run is neither used nor changed.
set -eu
command -v pg_ctl >/dev/null 2>&1 && exit 0
for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/pg_ctl" ] && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
else
    echo "PostgreSQL is not installed: the tests of the ledger on a server will be skipped." >&2
fi
