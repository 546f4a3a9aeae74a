#!/bin/bash
# Installs a package in a root that holds nothing but Debian, and uses it there: clean_root.sh PACKAGE
#
# It needs root, mmdebstrap or debootstrap, and Debian's archive; where one of them is missing it says so and exits with 77. Takes a few
# minutes, and about 700 MB in $TMPDIR meanwhile.
set -euo pipefail

package=$(readlink -f "$1")
suite=${SUITE:-bookworm}
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "only root can change into a root of its own"

work=$(mktemp -d)
root=$work/root
trap '! mountpoint -q "$root/proc" || umount "$root/proc"; rm -rf --one-file-system "$work"' EXIT
if command -v mmdebstrap >/dev/null; then
    mmdebstrap --quiet --variant=apt --mode=root "$suite" "$root" || skip "mmdebstrap could not make a root"
elif command -v debootstrap >/dev/null; then
    debootstrap --variant=minbase "$suite" "$root" >/dev/null || skip "debootstrap could not make a root"
else
    skip "mmdebstrap is not here: apt-get install mmdebstrap"
fi
# Where a program learns its own place, from which it finds its libraries.
mount -t proc proc "$root/proc" 2>/dev/null || mount --bind /proc "$root/proc" || skip "/proc cannot be mounted"
# As packages are reached here.
cp /etc/apt/sources.list "$root/etc/apt/" 2>/dev/null || true
cp -r /etc/apt/apt.conf.d /etc/apt/sources.list.d "$root/etc/apt/"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
cp "$package" "$root/fiducial.deb"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/tmp DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} "$@"; }

inside apt-get update >"$work/apt.log" 2>&1 || skip "Debian's archive cannot be reached: $(tail -n 1 "$work/apt.log")"
inside apt-get install --yes --no-install-recommends /fiducial.deb man-db >"$work/apt.log" 2>&1 || {
    tail -n 20 "$work/apt.log"
    exit 1
}
cat >"$root/tmp/report.md" <<'END'
---
title: In a clean root
bibliography: refs.bib
---

The formula $e^{i\pi} = -1$, and a work [@euler].

```{generate} few
events: 1000
```

```{table} numbers
header: [what, value]
rows:
  - [shift, "{few.truth.shift}"]
caption: What was generated.
```
END
echo '@book{euler, author={Euler, Leonhard}, title={Introductio}, year=1748}' >"$root/tmp/refs.bib"

inside fiducial --version
inside sh -c 'cd /tmp && fiducial validate report.md && fiducial render report.md'
grep -q 'Introductio' "$root/tmp/report.html"
grep -q 'class="katex"' "$root/tmp/report.html"
inside sh -c 'fiducial validate /usr/share/doc/fiducial/examples/quickstart.md'
inside sh -c 'man -w fiducial-render' | grep -q fiducial-render.1.gz
inside sh -c '! ldd /usr/bin/fiducial | grep "not found"'
inside dpkg --verify fiducial
inside dpkg --purge fiducial >"$work/purge.log" 2>&1 || { cat "$work/purge.log"; exit 1; }
left=$(find "$root/usr" "$root/etc" "$root/var" -name '*fiducial*' -not -path '*/var/cache/*' -not -path '*/var/log/*')
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
echo "installed, used and removed in a clean root of $suite"
