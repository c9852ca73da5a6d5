#!/bin/sh
# Start Redis with one user, whose password comes from a secret: hashed, and never on a command line.
# Usage: sh start.sh [OPTION…]; options are redis-server's and win over the file's.
set -eu
secret=${REDIS_SECRET:-/run/secrets/redis_password}
folder=${REDIS_RUN:-/run/redis}
password=$(cat "$secret")
[ -n "$password" ] || { echo "start: $secret is empty; sh docker/make-secrets.sh fills it" >&2; exit 2; }

umask 077
hash=$(printf '%s' "$password" | sha256sum | cut -d ' ' -f 1)
# Nobody without a password; no command that stops the server, changes its settings or empties it.
cat >"$folder/users.acl" <<EOF
user default reset
user locworker reset on #$hash ~* &* +@all -@admin -@dangerous +info +config|get
EOF
exec redis-server "$(dirname "$0")/redis.conf" --dir "${REDIS_DATA:-/data}" --aclfile "$folder/users.acl" "$@"
