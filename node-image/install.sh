#!/usr/bin/env bash
# Makes a node of the builder, as root: packages, files, and the bundle of playbooks as the first good one. The same playbooks
# run here that nodes run later, as far as they do not depend on which node it is.
#
#   UPLOADED        the folder with files/ and node-bundle.tar; the agent's version is written to ecs-agent-version in it
#   BUNDLE_SHA256   what node-bundle.tar must be
#   ROOT            the root of the file system, for tests; default /
set -euo pipefail
root=${ROOT:-/}
root=${root%/}

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

# The builder has no rights in ECS, and its agent is masked; if it has run all the same, clones would be one instance.
[ -z "$(ls -A "$root/var/lib/ecs/data" 2>/dev/null)" ] || fail "the agent of ECS has run here: /var/lib/ecs/data is not empty"
echo "$BUNDLE_SHA256  $UPLOADED/node-bundle.tar" | sha256sum --check --status ||
  fail "node-bundle.tar is not what \`npm run node-bundle\` made: its SHA-256 is not $BUNDLE_SHA256"

# Of the release that the image is locked to: a newer package is a newer image.
dnf install --assumeyes --quiet --setopt=install_weak_deps=False ansible-core awscli-2 chrony logrotate rsyslog

# Owned by root; what is executable is in libexec.
while IFS= read -r -d '' file; do
  mode=0644
  case $file in ./usr/libexec/*) mode=0755 ;; esac
  install -D --mode "$mode" "$UPLOADED/files/$file" "$root/$file"
done < <(cd "$UPLOADED/files" && find . -type f -print0)

systemctl daemon-reload
# node-config.service is not enabled: ecs.service pulls it in.
systemctl enable node-config-refresh.timer
"$root/usr/libexec/fairlead/node-config" bake "$UPLOADED/node-bundle.tar"

# The package of the agent has the agent's version.
rpm --query --queryformat '%{VERSION}\n' ecs-init >"$UPLOADED/ecs-agent-version"
# Packer fetches it as another user.
chmod 0644 "$UPLOADED/ecs-agent-version"
