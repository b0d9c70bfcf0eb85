# What ./run and ./test have in common: a Python that is new enough, the virtual environment, the packages.
# Sourced with the project's root as working directory.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

is_root() { [ "$(id -u)" = 0 ]; }

# apt_install PACKAGE...: succeeds when the distribution's packages were installed; needs root.
apt_install() {
  is_root && command -v apt-get >/dev/null 2>&1 || return 1
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends "$@" </dev/null >/dev/null 2>&1 && return 0
  apt-get update </dev/null >/dev/null 2>&1
  apt-get install -y --no-install-recommends "$@" </dev/null >/dev/null 2>&1
}

# find_python: print a Python of at least 3.11, the caller's choice (PORTAL_PYTHON) first.
find_python() {
  local candidate
  for candidate in ${PORTAL_PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return 0
    fi
  done
  return 1
}

# need_space FOLDER MEGABYTES: stop when the disk of FOLDER has less than that left.
need_space() {
  local free
  free=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
  [ -z "$free" ] || [ "$free" -ge "$2" ] || die "No space: the disk of $1 has $free MB left, $2 MB are needed."
}

# need_folder FOLDER: make it, and stop when nothing can be written there.
need_folder() {
  mkdir -p "$1" 2>/dev/null && [ -w "$1" ] || die "The folder $1 cannot be written; give its owner write access or choose another one."
}

make_venv() {
  local python version
  .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && return 0
  python=$(find_python) || die "Python 3.11 or newer is needed; install the package python3 (Debian 12, Ubuntu 24.04 or newer) or name one in PORTAL_PYTHON."
  if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    ! is_root || say "Installing $version ..."
    apt_install "$version" || apt_install python3-venv || true
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || die "Python's venv module is missing; install the package $version (as root: apt-get install $version)."
  fi
  need_space . 1500
  say "Making the virtual environment with $python ..."
  rm -rf .venv
  "$python" -m venv .venv || die "The virtual environment could not be made with $python."
}

# install_packages FILE [FILE THAT IT CONTAINS]: install what FILE pins, unless that was done before.
install_packages() {
  local file stamp
  stamp=.venv/installed-$(basename "$1" .txt)
  [ "$(cat "$stamp" 2>/dev/null)" = "$(cksum <"$1")" ] && return 0
  need_space . 1200
  say "Installing the packages of $1 (a minute or two, once) ..."
  rm -f .venv/installed-*
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --progress-bar off --require-hashes -r "$1" ||
    die "The packages of $1 could not be installed; the lines above say why."
  for file in "$@"; do cksum <"$file" >".venv/installed-$(basename "$file" .txt)"; done
}

# set_up FILE...: environment and packages; two commands that start together wait for each other.
set_up() {
  need_folder .cache
  [ -w . ] || [ -d .venv ] || die "The folder $PWD cannot be written; give its owner write access."
  exec 9>.cache/set-up.lock
  command -v flock >/dev/null 2>&1 && flock 9
  make_venv
  install_packages "$@"
  exec 9>&-
  PATH="$PWD/.venv/bin:$PATH"
  export PATH PYTHONPATH="$PWD/site:$PWD" PYTHONUNBUFFERED=1
  unset PYTHONHOME
}

find_chromium() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
