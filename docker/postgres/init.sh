#!/bin/sh
# PostgreSQL runs this once, in an empty data folder: a role for locworker, and a database that it owns.
set -eu
PASSWORD_FILE=${DATABASE_SECRET:-/run/secrets/database_password}
[ -s "$PASSWORD_FILE" ] || { echo "init: $PASSWORD_FILE is empty; sh docker/make-secrets.sh fills it" >&2; exit 2; }
export PASSWORD_FILE
# psql reads the password itself, so that it is on no command line.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat "$PASSWORD_FILE"`
CREATE ROLE locworker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE locworker OWNER locworker;
REVOKE ALL ON DATABASE locworker FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
SQL
