#!/usr/bin/env bash
# A clip with bash and curl alone: submits CASE_INPUT to CASE_PROVIDER's CASE_MODEL, waits, and saves the clip as CASE_OUT.
# Exit 0: the clip is there, whole. Anything else: it is not, and stderr says why.
#
# MOCK_BASE_URL stands for the providers' own hosts; without it this speaks to them. The key is the one of the provider's variable.
set -euo pipefail

die() {
  echo "$*" >&2
  exit 1
}

interval="$(awk "BEGIN { print ${CASE_POLL_INTERVAL_MS:-2000} / 1000 }")"
patience="$(awk "BEGIN { print ${CASE_REQUEST_TIMEOUT_MS:-30000} / 1000 }")"
overall="$(awk "BEGIN { print int((${CASE_OVERALL_TIMEOUT_MS:-900000} + 999) / 1000) }")"
case "$CASE_PROVIDER" in
  wavespeed)
    base="${MOCK_BASE_URL:-https://api.wavespeed.ai}/api/v3"
    key="Bearer ${WAVESPEED_API_KEY:-}" submit="$base/$CASE_MODEL" id_name=id
    ;;
  fal)
    base="${MOCK_BASE_URL:+$MOCK_BASE_URL/queue.fal.run}"
    base="${base:-https://queue.fal.run}"
    key="Key ${FAL_KEY:-}" submit="$base/$CASE_MODEL" id_name=request_id
    ;;
  evolink)
    base="${MOCK_BASE_URL:-https://api.evolink.ai}/v1"
    key="Bearer ${EVOLINK_API_KEY:-}" submit="$base/videos/generations" id_name=id
    ;;
  *) die "CASE_PROVIDER is '$CASE_PROVIDER'; known: wavespeed, fal, evolink" ;;
esac
[[ "$key" == *" "?* ]] || die "there is no API key"

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
answer="$folder/answer.json"

# ask ARGUMENTS… : one request with the key, which the list of processes does not show; the body lands in $answer, its status on stdout.
ask() {
  curl --silent --show-error --max-time "$patience" --max-filesize 16777216 --output "$answer" --write-out '%{http_code}' \
    --header @<(printf 'Authorization: %s\n' "$key") "$@"
}

# text NAME: the first member of that name in the answer that is a string.
text() {
  { grep -o "\"$1\"[[:space:]]*:[[:space:]]*\"[^\"]*\"" "$answer" || true; } | head -n 1 | sed 's/^"[^"]*"[[:space:]]*:[[:space:]]*"//; s/"$//; s,\\/,/,g; s/\\u0026/\&/g'
}

# The one request that costs money is sent once, whatever happens to its answer.
status="$(ask --header 'Content-Type: application/json' --data-binary @- "$submit" <<<"$CASE_INPUT")" || die "submitted, but the answer is lost: the task may exist"
[[ "$status" == 2?? ]] || die "refused: HTTP $status: $(head -c 2000 "$answer")"
id="$(text "$id_name")"
[[ -n "$id" ]] || die "accepted, but without an id: $(head -c 2000 "$answer")"
echo "submitted: $id" >&2

case "$CASE_PROVIDER" in
  wavespeed) poll="$base/predictions/$id/result" ;;
  fal) poll="$base/$(cut -d / -f 1-2 <<<"$CASE_MODEL")/requests/$id/status" ;;
  evolink) poll="$base/tasks/$id" ;;
esac

# again URL: asks until there is an answer that can be used; troubles on the way do not end what is paid.
again() {
  local status troubles=0
  until status="$(ask "$1")" && [[ "$status" == 2?? ]] && grep -q '}[[:space:]]*$' "$answer"; do
    [[ ! "$status" =~ ^4 || "$status" =~ ^(408|429)$ ]] || die "$id: HTTP $status: $(head -c 2000 "$answer")"
    ((SECONDS < overall)) || die "$id: no end within $overall s; the task goes on"
    troubles=$((troubles + 1))
    sleep "$(awk "BEGIN { print $interval * 2 ^ ($troubles > 6 ? 6 : $troubles) }")"
  done
}

while again "$poll"; do
  case "$(text status)" in
    completed | COMPLETED) break ;;
    failed | cancelled | timeout | deleted | CANCELLED | ERROR | FAILED) die "$id ended: $(head -c 2000 "$answer")" ;;
  esac
  ((SECONDS < overall)) || die "$id: no end within $overall s; the task goes on"
  sleep "$interval"
done

case "$CASE_PROVIDER" in
  fal)
    again "${poll%/status}"
    link="$(text url)"
    ;;
  wavespeed) link="$(sed -n 's/.*"outputs"[[:space:]]*:[[:space:]]*\[*[[:space:]]*"\([^"]*\)".*/\1/p' "$answer")" ;;
  evolink) link="$(sed -n 's/.*"results"[[:space:]]*:[[:space:]]*\[[[:space:]]*"\([^"]*\)".*/\1/p' "$answer")" ;;
esac
[[ -n "$link" ]] || die "$id is completed, but without an output: $(head -c 2000 "$answer")"

# The link needs no key. The file appears when it is whole; a server that falls silent is given up, one that stumbles asked again.
part="$CASE_OUT.part"
trap 'rm -rf "$folder" "$part"' EXIT
kind="$(curl --silent --show-error --fail --location --max-redirs 5 --proto '=http,https' --retry 3 --retry-connrefused --speed-limit 1024 \
  --speed-time "$(awk "BEGIN { print int($patience + 2) }")" --output "$part" --write-out '%{content_type}' "$link")" ||
  die "$id: its file could not be fetched"
[[ "$kind" == video/* || "$kind" == application/octet-stream ]] || die "$id: its file is no clip but $kind"
[[ -s "$part" ]] || die "$id: its file is empty"
mv "$part" "$CASE_OUT"
