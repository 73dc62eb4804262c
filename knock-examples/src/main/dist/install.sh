#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the jar, its commands and the daemon's unit, or removes them:
#
#   [PREFIX=/usr/local] [SYSCONFDIR=/etc] [DESTDIR=/] [INIT=systemd|procd] install.sh [JAR]
#   install.sh --uninstall
#
# An options file that is there is left alone, also when all else is removed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX-/usr/local}
sysconfdir=${SYSCONFDIR-/etc}
root=${DESTDIR-}
init=${INIT-$([ -e /etc/openwrt_release ] && echo procd || echo systemd)}

fail() {
  echo "install.sh: $*" >&2
  exit 2
}

for path in "$prefix" "$sysconfdir"; do
  case $path in
    /*[!A-Za-z0-9/._+-]* | [!/]* | '')
      fail "PREFIX and SYSCONFDIR must be absolute, of A-Z a-z 0-9 / . _ + -: '$path'"
      ;;
  esac
done
case $init in
  systemd)
    from=knock4j-knockd.service mode=644
    unit=$root$prefix/lib/systemd/system/$from
    ;;
  procd)
    from=knock4j.procd mode=755
    unit=$root$sysconfdir/init.d/knock4j
    ;;
  *) fail "INIT must be systemd or procd: '$init'" ;;
esac
defaults=$root$sysconfdir/default/knock4j
links="knock4j-knock knock4j-knockd knock4j-pktables knock4j-watch"

# put MODE FROM TO: a copy with the directories filled in.
put() {
  mkdir -p "$(dirname "$3")"
  sed -e "s|@PREFIX@|$prefix|g" -e "s|@SYSCONFDIR@|$sysconfdir|g" "$here/$2" >"$3.new"
  chmod "$1" "$3.new"
  mv -f "$3.new" "$3"
}

case ${1-} in
  --uninstall)
    for link in $links; do
      rm -f "$root$prefix/bin/$link"
    done
    rm -f "$root$prefix/bin/knock4j" "$unit"
    rm -rf "$root$prefix/share/knock4j" "$root$prefix/libexec/knock4j"
    exit 0
    ;;
  -*) fail "unknown option '$1'" ;;
esac

[ $# -le 1 ] || fail "one jar, not $#"
jar=${1-$here/../../../target/knock.jar}
[ -r "$jar" ] || fail "no jar, build it or name it: '$jar'"
mkdir -p "$root$prefix/share/knock4j"
cp "$jar" "$root$prefix/share/knock4j/knock.jar.new"
chmod 644 "$root$prefix/share/knock4j/knock.jar.new"
mv -f "$root$prefix/share/knock4j/knock.jar.new" "$root$prefix/share/knock4j/knock.jar"
put 755 knock4j "$root$prefix/bin/knock4j"
for link in $links; do
  ln -sf knock4j "$root$prefix/bin/$link"
done
put 644 knock4j.jfc "$root$prefix/share/knock4j/knock4j.jfc"
put 755 services "$root$prefix/libexec/knock4j/services"
put "$mode" "$from" "$unit"
[ -e "$defaults" ] || put 644 defaults "$defaults"
