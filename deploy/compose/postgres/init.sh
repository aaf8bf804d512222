#!/bin/sh
# Runs once, in an empty server: makes the database and its admin, who owns it and may create roles, and nothing else.
# `giro migrate` then makes the workers' roles and schemas as that admin; the superuser is not needed any more.
set -eu
: "${ADMIN_PASSWORD_FILE:?}"
psql --no-psqlrc --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\set password `cat "$ADMIN_PASSWORD_FILE"`
CREATE ROLE giro_admin LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE giro OWNER giro_admin;
REVOKE ALL ON DATABASE giro FROM PUBLIC;
SQL
