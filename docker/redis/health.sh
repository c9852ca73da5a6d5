#!/bin/sh
# Exit 0 when Redis answers to locworker's own user; the password stays off the command line.
set -eu
REDISCLI_AUTH=$(cat "${REDIS_SECRET:-/run/secrets/redis_password}")
export REDISCLI_AUTH
answer=$(redis-cli -p "${REDIS_PORT:-6379}" --user locworker --no-auth-warning ping)
[ "$answer" = PONG ] || { echo "health: $answer" >&2; exit 1; }
