#!/bin/bash
# Follows the manual (docs/operating.md, «Installing») from a fresh folder to a site with TLS on loopback, as an ordinary
# user: «deploy/try.sh FOLDER», the folder being empty. Needs python3, nginx and openssl; nothing of it stays at work.
# LLAMKAY_TRY_VENV names a virtual environment that is used instead of installing the libraries again.
set -euo pipefail

[ "$(id -u)" -ne 0 ] || { echo "run it as an ordinary user, never as root" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1" && cd "$1"
[ -z "$(ls -A)" ] || { echo "$1 is not empty" >&2; exit 2; }
place=$PWD PATH=$PATH:/usr/sbin
chmod 700 .
started=()
finish() {
    for ((turn = ${#started[@]} - 1; turn >= 0; turn--)); do
        kill "${started[turn]}" 2>/dev/null && wait "${started[turn]}" 2>/dev/null || true
    done
}
trap finish EXIT
seen() { echo "seen: $*"; }
must() { "$@" >/dev/null || { echo "NOT SO: $*" >&2; tail -n 20 "$place"/*.log >&2; exit 1; }; }
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# 1. The program, as git has it, and its libraries by their hashes.
mkdir llamkay && git -C "$here" -c safe.directory="$here" archive HEAD | tar -x -C llamkay
if [ -n "${LLAMKAY_TRY_VENV:-}" ]; then
    llamkay() { (cd "$place/llamkay" && PYTHONPATH=src "$LLAMKAY_TRY_VENV/bin/python" -m llamkay.cli "$@"); }
else
    make --silent --directory=llamkay install
    llamkay() { "$place/llamkay/.venv/bin/llamkay" "$@"; }
fi
seen "installed $(llamkay --version)"

# 2. Settings, and a throw-away certificate.
site=$(free) plain=$(free) tls=$(free)
mkdir -m 700 backups certificate
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=llamkay.example -addext subjectAltName=DNS:llamkay.example \
    -keyout certificate/key.pem -out certificate/fullchain.pem 2>/dev/null
set -a
# shellcheck source=/dev/null
. <(sed "s,/var/lib/llamkay-data,$place/data,; s,/var/cache/llamkay/static,$place/static," llamkay/deploy/llamkay.env)
LLAMKAY_BACKUPS=$place/backups LLAMKAY_BACKUP_FOR=$place/backup.pub
set +a
llamkay backup-key "$place/away.key" >"$place/backup.pub"

# 3. Tables, the first account, the site.
password=$(llamkay prepare --administrator rosa.prueba | sed -n 's/^rosa.prueba: \([^ ]*\) .*/\1/p')
if [ -n "${LLAMKAY_TRY_VENV:-}" ]; then
    (cd llamkay && PYTHONPATH=src exec "$LLAMKAY_TRY_VENV/bin/python" -m llamkay.cli serve --port "$site") >site.log 2>&1 &
else
    "$place/llamkay/.venv/bin/llamkay" serve --port "$site" >site.log 2>&1 &
fi
started+=($!)

if [ -n "${LLAMKAY_TRY_VENV:-}" ]; then
    (cd llamkay && PYTHONPATH=src exec "$LLAMKAY_TRY_VENV/bin/python" -m llamkay.cli archive receive --every 5) >archive.log 2>&1 &
else
    "$place/llamkay/.venv/bin/llamkay" archive receive --every 5 >archive.log 2>&1 &
fi
started+=($!)

# 4. nginx with the configuration that is given, but for ports and paths that only root has.
mkdir nginx
sed -e "s,127.0.0.1:8000,127.0.0.1:$site," -e "s,/etc/llamkay/tls,$place/certificate," -e "s,/var/cache/llamkay,$place," \
    -e "s,/opt/llamkay,$place/llamkay," -e '/listen \[::\]/d' -e "s,listen 80,listen 127.0.0.1:$plain," \
    -e "s,listen 443,listen 127.0.0.1:$tls," -e 's,Host $host;,Host $http_host;,' llamkay/deploy/nginx/llamkay.conf >nginx/site.conf
cat >nginx/nginx.conf <<NGINX
pid $place/nginx/pid;
error_log $place/nginx.log;
events {}
http {
    access_log off;
    include /etc/nginx/mime.types;
    client_body_temp_path $place/nginx/body;
    proxy_temp_path $place/nginx/proxy;
    fastcgi_temp_path $place/nginx/fastcgi;
    uwsgi_temp_path $place/nginx/uwsgi;
    scgi_temp_path $place/nginx/scgi;
    include $place/nginx/site.conf;
}
NGINX
nginx -q -t -p "$place/nginx" -c "$place/nginx/nginx.conf" -e "$place/nginx.log"
nginx -p "$place/nginx" -c "$place/nginx/nginx.conf" -e "$place/nginx.log" -g 'daemon off;' &
started+=($!)

ask() { curl --silent --show-error --cacert "$place/certificate/fullchain.pem" \
    --resolve "llamkay.example:$tls:127.0.0.1" --resolve "llamkay.example:$plain:127.0.0.1" "$@"; }
code() { ask --output /dev/null --write-out '%{http_code}' "$@"; }
address=https://llamkay.example:$tls
for _ in $(seq 120); do [ "$(code "$address/salud/listo/" 2>/dev/null || true)" = 200 ] && break || sleep 1; done
must test "$(code "$address/salud/listo/")" = 200
seen "the site is ready behind TLS: $(ask "$address/salud/listo/")"

# 5. What the proxy and the site owe to whoever comes.
must grep -qi "location: https://" <(ask --head "http://llamkay.example:$plain/")
must test "$(code "http://llamkay.example:$plain/api/openapi.json")" = 403
ask --head "$address/cuenta/login/" >head.txt
must grep -qi "strict-transport-security: max-age=31536000" head.txt
must grep -qi "content-security-policy" head.txt
must grep -qi "csrftoken=.*secure" head.txt
must test "$(code "$address/metricas/")" = 404
must grep -q llamkay_requests_total <(curl --silent "http://127.0.0.1:$site/metricas/")
style=$(ask "$address/" | grep -o '/static/[^"]*\.css' | head -1)
must grep -qi "immutable" <(ask --head "$address$style")
must grep -qi "content-encoding: gzip" <(ask --head --header "Accept-Encoding: gzip" "$address$style")
head -c 13000000 /dev/zero >big
must test "$(code --data-binary @big "$address/oficina/")" = 413
must test "$(code --data-binary @<(head -c 70000 big) "$address/contacto/")" = 413
seen "HTTPS only, HSTS, policy, secure cookies, static files of nginx, limits, no numbers for strangers"

# 6. The first account comes in.
ask --cookie-jar jar "$address/cuenta/login/" >login.html
token=$(sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' login.html | head -1)
ask --cookie jar --cookie-jar jar --location --referer "$address/cuenta/login/" --data-urlencode "login=rosa.prueba" \
    --data-urlencode "password=$password" --data "csrfmiddlewaretoken=$token" "$address/cuenta/login/" >office.html
must grep -q /cuenta/logout/ office.html
must grep -q "#HttpOnly_llamkay.example.*__Host-sessionid" jar
seen "rosa.prueba came in with the password that «prepare» printed"

# 7. The works of the night, and the check.
llamkay verify >verify.txt && seen "verify: $(grep -c '^bien' verify.txt) proofs"
llamkay backup --nightly
llamkay archive base
llamkay archive prove --key "$place/away.key"
llamkay restore --yes --key "$place/away.key" "$place"/backups/llamkay-*.age && seen "the encrypted backup of the night came back"
llamkay check --deploy --english || true

# 8. Down, by number.
finish
started=()
must test ! -e "$place/data/postgres/postmaster.pid"
seen "site, nginx and database ended"
