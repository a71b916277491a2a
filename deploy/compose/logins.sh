#!/bin/sh
# Run once by the image of PostgreSQL, when the cluster is made: the two logins and the database (decision 2).
set -eu
psql --username=postgres --set=ON_ERROR_STOP=1 --set=secret="$(cat /run/secrets/owner)" <<'SQL'
CREATE ROLE llamkay_app LOGIN;
CREATE ROLE llamkay_owner LOGIN CREATEDB PASSWORD :'secret';
GRANT llamkay_app TO llamkay_owner;
CREATE DATABASE llamkay OWNER llamkay_owner TEMPLATE template0 ENCODING 'UTF8';
SQL
