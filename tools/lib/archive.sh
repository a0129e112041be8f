# Sourced by tools/fetch-sources and tools/windows/fetch: Debian's source archive, without changing anything on the system.

# source_archive FOLDER [SUITE...]: apt's own settings and lists in FOLDER, APT_CONFIG pointing to them, the lists fetched.
# It is the archive that this system already trusts, asked for sources instead of packages; with SUITEs, those are asked.
source_archive() {
  local folder=$1 own suite
  shift
  own=$(. /etc/os-release && echo "$VERSION_CODENAME")
  rm -rf "$folder/parts"
  mkdir -p "$folder/lists/partial" "$folder/parts"
  cat > "$folder/apt.conf" <<CONF
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$folder/parts";
Dir::State::lists "$folder/lists";
APT::Sandbox::User "root";
CONF
  for suite in "${@:-$own}"; do
    [ ! -e /etc/apt/sources.list.d/debian.sources ] ||
      sed "s/^Types:.*/Types: deb-src/; s/\<$own\>/$suite/g" /etc/apt/sources.list.d/debian.sources > "$folder/parts/$suite.sources"
    [ ! -e /etc/apt/sources.list ] ||
      sed -n "s/\<$own\>/$suite/g; s/^deb \(.*debian.*\)/deb-src \1/p" /etc/apt/sources.list > "$folder/parts/$suite.list"
  done
  export APT_CONFIG=$folder/apt.conf
  apt-get -q update >/dev/null
}
