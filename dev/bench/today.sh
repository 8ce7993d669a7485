#!/usr/bin/env bash
# What people do by hand around `cog push` today, as one script. Each step is one that public workflows and
# scripts have; where it comes from stands beside it. Left out, in this script's favour: of replicate/setup-cog v2
# the step that sets up Docker's buildx, an action of its own, and sudo; the removal of toolchains for disk
# space, which 16 of some 38 workflows do; pauses before the version is looked for; and the runner's own time
# between steps.
#
# Takes MODEL (owner/name), HARDWARE, REPLICATE_API_TOKEN, REPLICATE_CLI_AUTH_TOKEN, REPLICATE_BASE_URL,
# COG_REGISTRY_HOST, COG_MIRROR, COG_VERSION, RUNNER_TEMP, HOME, GITHUB_OUTPUT and GITHUB_STEP_SUMMARY.
set -euo pipefail

api() {
  curl --silent --show-error --header "Authorization: Bearer $REPLICATE_API_TOKEN" "$@"
}

# Install Cog, as replicate/setup-cog v2 does in each run (action.yml, "Setup Cog"). It has no cache.
bin=$RUNNER_TEMP/bin
mkdir -p "$bin"
curl --silent --show-error --fail --location --output "$bin/cog" \
  "$COG_MIRROR/download/v$COG_VERSION/cog_Linux_x86_64"
chmod +x "$bin/cog"
export PATH=$bin:$PATH
cog --version

# Log in (setup-cog, "Log in to Replicate"), as `cog login --token-stdin` does: the token's user is asked for, and
# both go to Docker's file. By curl and jq, which start about as fast as Cog's own executable of 29 MB.
user=$(printf 'token=%s' "$REPLICATE_CLI_AUTH_TOKEN" |
  curl --silent --show-error --fail --data @- "http://$COG_REGISTRY_HOST/cog/v1/verify-token" |
  jq --raw-output .username)
mkdir -p "$HOME/.docker"
auth=$(printf '%s:%s' "$user" "$REPLICATE_CLI_AUTH_TOKEN" | base64 --wrap=0)
jq --null-input --arg host "$COG_REGISTRY_HOST" --arg auth "$auth" \
  '{auths: {($host): {auth: $auth}}}' >"$HOME/.docker/config.json"

# Create the model when it is missing: a push to it fails otherwise (as the push script of MALer-Lab's u-must models does).
status=$(api --output "$RUNNER_TEMP/model.json" --write-out '%{http_code}' \
  "$REPLICATE_BASE_URL/models/$MODEL")
if [[ $status == 404 ]]; then
  jq --null-input --arg owner "${MODEL%/*}" --arg name "${MODEL#*/}" --arg hardware "$HARDWARE" \
    '{owner: $owner, name: $name, visibility: "private", hardware: $hardware}' |
    api --fail --header 'Content-Type: application/json' --data @- "$REPLICATE_BASE_URL/models" \
      >/dev/null
fi

# Push (setup-cog's README), take the version from what Cog prints (ParagEkbote/quantized-containerized-models,
# run_cd.yml), and look it up before anything uses it (rwnalds/music-analysis asks for the newest then, by the same API).
cog push "$COG_REGISTRY_HOST/$MODEL" 2>&1 | tee "$RUNNER_TEMP/push.log"
version=$(grep --only-matching --perl-regexp ': digest: sha256:\K[0-9a-f]{64}|image\s+\S+@sha256:\K[0-9a-f]{64}' \
  "$RUNNER_TEMP/push.log" | tail -n 1)
api --fail "$REPLICATE_BASE_URL/models/$MODEL/versions/$version" | jq --raw-output .created_at
echo "version=$version" >>"$GITHUB_OUTPUT"
echo "Pushed [\`$MODEL\`](https://replicate.com/$MODEL/versions/$version)" >>"$GITHUB_STEP_SUMMARY"
