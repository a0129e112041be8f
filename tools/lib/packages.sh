# Sourced by tools/run, tools/test, tools/bench and tools/check: installs what is missing on Debian, names it elsewhere.

build_packages=(
  g++ cmake ninja-build pkg-config ccache ca-certificates
  libuv1-dev libcurl4-openssl-dev libssl-dev libyaml-cpp-dev libpugixml-dev libidn2-dev libunistring-dev libfmt-dev
  libspdlog-dev libcli11-dev nlohmann-json3-dev libexpected-dev doctest-dev
)
test_packages=(
  git dpkg-dev python3 python3-pytest python3-pytest-xdist openssl iproute2 nftables procps util-linux
  bind9 coturn miniupnpd-nftables dnsmasq-base isc-dhcp-client busybox radvd
  clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev
)
# Servers that the interop tests start themselves, each in a network namespace of its own.
interop_packages=(
  bind9 bind9-dnsutils knot pdns-server pdns-backend-sqlite3 nsd faketime
)
windows_packages=(
  g++-mingw-w64-x86-64-posix mingw-w64-tools wine wine64 nsis unzip perl patch dpkg-dev
)
bench_packages=(inadyn ddclient)

# need PACKAGE...: returns when all of them are installed; otherwise installs them (Debian 12 or later, root or sudo), or
# says which are missing and ends with 3.
need() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system. Please install what these Debian packages hold, then build with cmake --preset dev:" >&2
    printf '  %s\n' "$*" >&2
    exit 3
  fi
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Missing packages: ${missing[*]}. Install them as root, then try again." >&2; exit 3; }
    as_root=(sudo)
  fi
  echo "== installing ${#missing[@]} packages: ${missing[*]}"
  # No service of theirs starts: /usr/sbin/policy-rc.d says no for as long as this takes (invoke-rc.d(8)).
  local policy=/usr/sbin/policy-rc.d ours=no
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy"
  fi
  "${as_root[@]}" apt-get -q update >/dev/null || { echo "apt-get update failed; is the network there?" >&2; exit 3; }
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "${missing[@]}" |
    grep --line-buffered -E '^(Get:|Fetched|Setting up|E:)' || true
  [ "$ours" = no ] || "${as_root[@]}" rm -f "$policy"
  for package in "${missing[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] && continue
    echo "Could not install $package (see above)." >&2
    exit 3
  done
}

# What one checkout has compiled serves another one.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# build PRESET [TARGET...]: configures once, builds, shows progress; complete output only when something fails.
build() {
  local preset=$1
  shift
  local log
  if [ ! -e "build/$preset/build.ninja" ]; then
    echo "== configuring build/$preset"
    log=$(cmake --preset "$preset" 2>&1) || { echo "$log" >&2; exit 1; }
  fi
  echo "== building build/$preset"
  ninja -C "build/$preset" "$@"
}
