#!/usr/bin/env bash
# As WaveSpeed's page has it, with its own host. Downloads the clip into the file that is named.
set -euo pipefail
host=https://api.wavespeed.ai/api/v3
key="Authorization: Bearer $WAVESPEED_API_KEY"
field() { python3 -c "import json, sys; print(json.load(sys.stdin)['data']$1)"; }
job=$(curl -sS --fail "$host/kwaivgi/kling-video-o3-4k/text-to-video" -H "$key" -H "Content-Type: application/json" \
  -d '{"prompt": "a red fox in the snow", "duration": 3}' | field "['id']")
for _ in $(seq 100); do
  answer=$(curl -sS --fail "$host/predictions/$job/result" -H "$key")
  [[ $(field "['status']" <<<"$answer") != completed ]] || break
  sleep 0.2
done
curl -sS --fail -o "$1" "$(field "['outputs'][0]" <<<"$answer")"
