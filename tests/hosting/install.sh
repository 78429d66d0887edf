#!/bin/sh
# Puts an Apache and an nginx on this machine for the tests of hosting: Debian's packages, when root. The tests start servers of their own in
# temporary folders; none is started for good.
set -eu
command -v apache2 >/dev/null 2>&1 && command -v nginx >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        trap 'rm -f "$policy"' EXIT
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends apache2-bin nginx-light media-types >/dev/null
else
    echo "Apache and nginx are not both installed: tests of hosting will be skipped." >&2
fi
