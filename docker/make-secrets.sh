#!/bin/sh
# Make the secrets that docker-compose.yml names, in docker/secrets/; those that are there stay as they are.
# DEEPL_AUTH_KEY in the environment goes into its file; without it that file is empty, and DeepL not used.
set -eu
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
# Containers of several users read the files; on this machine the folder keeps the others out.
chmod 700 "$folder"

keep() {
    [ ! -e "$folder/$1" ] || return 0
    # It is complete before it has its name.
    printf '%s' "$2" >"$folder/.$1"
    chmod 444 "$folder/.$1"
    mv "$folder/.$1" "$folder/$1"
    echo "made $folder/$1"
}

random() {
    od -An -N 24 -tx1 /dev/urandom | tr -d ' \n'
}

keep redis_password "$(random)"
keep postgres_password "$(random)"
keep database_password "$(random)"
keep broker_url "redis://locworker:$(cat "$folder/redis_password")@redis:6379/0"
keep database_url "postgresql+psycopg://locworker:$(cat "$folder/database_password")@postgres:5432/locworker"
keep deepl_auth_key "${DEEPL_AUTH_KEY:-}"
