# A private PostgreSQL for one run of the tests: own folder, own socket, no password, gone afterwards.
# Sourced after setup.sh.

postgres_home=''
postgres_url=''

# find_postgres: print the folder of the newest installed server programs.
find_postgres() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || found=$(command -v initdb) || return 1
  dirname "$found"
}

# as_postgres COMMAND...: the server refuses to run as root.
as_postgres() {
  if is_root; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
  local programs
  if ! programs=$(find_postgres); then
    say "Installing postgresql ..."
    apt_install postgresql || true
    programs=$(find_postgres) || die "The tests on the second database need PostgreSQL; install the package postgresql."
  fi
  postgres_home=$(mktemp -d /tmp/minh-bach-pg-XXXXXX)
  ! is_root || chown postgres "$postgres_home"
  (
    cd "$postgres_home" || exit 1
    as_postgres "$programs/initdb" -D "$postgres_home/data" -U portal -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$postgres_home.log" 2>&1 &&
      as_postgres "$programs/pg_ctl" -D "$postgres_home/data" -w -l "$postgres_home/server.log" -o \
        "-c listen_addresses='' -c unix_socket_directories=$postgres_home -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60" \
        start >>"$postgres_home.log" 2>&1
  ) || { cat "$postgres_home.log" >&2; die "PostgreSQL could not be started; the lines above say why."; }
  postgres_programs=$programs
  postgres_url="postgres://portal@${postgres_home//\//%2F}/portal"
}

stop_postgres() {
  [ -n "$postgres_home" ] || return 0
  (cd / && as_postgres "$postgres_programs/pg_ctl" -D "$postgres_home/data" -m immediate stop >/dev/null 2>&1)
  rm -rf "$postgres_home" "$postgres_home.log"
  postgres_home=''
}
