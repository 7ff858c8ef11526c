#!/usr/bin/env bash
# Starts the portal on this machine, with sample data, and stays until Ctrl-C. What `make run` calls.
#
#   run/                   made at the first start and then kept; remove it to begin anew
#   run/sallyport.toml     settings, yours to change
#   run/sallyport.log      what the program says since this start, a line of JSON an event
#   run/mail/              emails, one .eml file each
#   run/sample-people.txt  the sample people, their passwords and the secrets of their apps
#
# SALLYPORT_RUN is another folder than run, SALLYPORT_PORT another port than 8080 (for the first start).
set -euo pipefail
cd "$(dirname "$0")/.."

program=build/sallyport
folder=${SALLYPORT_RUN:-run}
port=${SALLYPORT_PORT:-8080}
settings=$folder/sallyport.toml
log=$folder/sallyport.log
filling=$folder/filling  # there while sample data is being made
sample() { python3 tools/sample.py --folder "$folder" --program "$program" "$@"; }
stop() { echo "run: $*" >&2; exit 1; }

[ -x "$program" ] || stop "$program is not there. Run \`make build\` first."

umask 077
mkdir -p "$folder"
chmod 700 "$folder"

# One at a time in a folder; the lock goes with the last program that holds it.
exec 9>"$folder/lock"
flock -n 9 || stop "the portal is already running with the data in $folder, perhaps in another window. Stop it there with Ctrl-C."

if [ ! -e "$settings" ]; then
  cat >"$settings.new" <<TOML
# Settings for trying out. \`$program settings print\` shows all there are, with what they mean.
public_address = "http://localhost:$port"

[storage]
database = "sallyport.db"

[mail]
folder = "mail"
sender = "portal@example.com"

[portal]
name = "Customer Portal"
operator = "Example Operator"
environment = "Example Online"
system_manager = "the help desk of Example Operator, extension 123"
security_contact = "mailto:security@example.com"

[second_factor]
# From this day on nobody gets in without a second factor. Set it to a day in the past, start again, and log in
# as somebody who has none.
required_from = $(date -d "+60 days" +%F)

[pocket]
# pocketctl is a phone on the command line; its key is a plain file.
allow_cli = true

[server]
listen = "127.0.0.1:$port"
TOML
  mv "$settings.new" "$settings"
fi
problems=$("$program" --config "$settings" settings check 2>&1) || stop "the settings are not in order:
$problems"

state=$(sample look)
case $state in
  ready) stop "a portal answers at this address already, perhaps in another window: $(sample address)
Stop that one with Ctrl-C, or give another port in $settings (public_address and server.listen)." ;;
  taken) stop "another program uses the port of $(sample address).
Stop it, or give another port in $settings (public_address and server.listen)." ;;
esac

# An interrupted first start left half of the sample data: begin anew. The settings may be yours and stay.
if [ -e "$filling" ]; then
  rm -rf "$folder"/sallyport.db* "$folder/keys" "$folder/mail" "$folder/sample-people.txt"
  rm "$filling"
fi

first=no
if [ ! -e "$folder/sallyport.db" ]; then
  first=yes
  : >"$filling"
fi

"$program" --config "$settings" serve >"$log" 2>&1 &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

for _ in $(seq 150); do
  [ "$(sample look)" = ready ] && break
  kill -0 $server 2>/dev/null || break
  sleep 0.1
done
if ! kill -0 $server 2>/dev/null || [ "$(sample look)" != ready ]; then
  tail -n 5 "$log" >&2
  stop "the portal did not start; the lines above are the end of $log."
fi

if [ $first = yes ]; then
  echo "Making sample people: they follow their invitations and set their passwords ..."
  sample fill || stop "the sample data could not be made. $log tells more; the next start begins anew."
  rm "$filling"
fi

sample show
trap 'echo; echo "Stopping ..."; kill -TERM $server 2>/dev/null || true' INT TERM
code=0
# The first wait ends with the signal, the second with the program.
wait $server || code=$?
kill -0 $server 2>/dev/null && { code=0; wait $server || code=$?; }
trap - EXIT
[ $code = 0 ] || { tail -n 5 "$log" >&2; stop "the portal ended with exit code $code; see $log."; }
echo "Stopped. \`make run\` goes on with the same data."
