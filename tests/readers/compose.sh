#!/bin/sh
# Puts the Docker Compose v2 binary into the folder $1, from the package of Debian 13. Debian 12 itself has only Compose 1.
# The mirror is that of this machine's own sources; its own package lists and packages stay as they are.
set -eu

target=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mirror() {
    for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/sources.list; do
        [ -f "$file" ] || continue
        # deb822: the first URI of the section that has Debian's key; one-line: the first word that is a URL.
        sed -n -e '/^URIs:/{s/^URIs:[[:space:]]*//;s/[[:space:]].*//;p;}' \
            -e '/^deb /{s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\).*/\2/;p;}' "$file"
    done | grep '/debian/\{0,1\}$' | head -n 1
}

url=$(mirror)
[ -n "$url" ] || { echo "no Debian mirror in the sources of apt" >&2; exit 1; }
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $url trixie main" >"$work/sources.list"
mkdir -p "$work/lists/partial" "$work/packages/partial"

apt() {
    apt-get -q -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o APT::Sandbox::User= "$@" >"$work/log" 2>&1 ||
        { tail -n 3 "$work/log" >&2; exit 1; }
}

apt update
cd "$work/packages"
apt download docker-compose
dpkg-deb -x docker-compose_*.deb "$work/files"
mkdir -p "$target"
mv "$work/files/usr/libexec/docker/cli-plugins/docker-compose" "$target/docker-compose"
