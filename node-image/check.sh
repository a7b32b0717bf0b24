#!/usr/bin/env bash
# Looks at an image before it is made: that nothing of the machine that it was built on is in it, and that all is there which
# a node needs. Knows nothing of cleanup.sh: it goes by what would be wrong. Tells all that is, and ends with 1 then.
#
#   ROOT       the root of the file system, for tests; default /
#   IDENTITY   the builder's instance id; asked of the metadata service where it is not given
set -euo pipefail
root=${ROOT:-/}
root=${root%/}
problems=0

problem() {
  echo "not fit for an image: $*" >&2
  problems=$((problems + 1))
}

# no WHAT PATH [CONDITION OF FIND...]: nothing below a path is so.
no() {
  local what=$1 path=$root/$2 found
  shift 2
  [ -e "$path" ] || [ -L "$path" ] || return 0
  while IFS= read -r found; do problem "$what: ${found#"$root"}"; done < <(find "$path" "$@")
}

# has WHAT PATH: it is there.
has() {
  [ -e "$root/$2" ] || problem "there is no $1: /$2"
}

no "state of the ECS agent" var/lib/ecs/data -mindepth 1
no "settings of the ECS agent" etc/ecs -name ecs.config
no "the engine's identity" var/lib/docker/engine-id
no "a container" var/lib/docker/containers -mindepth 1
no "Docker's networks" var/lib/docker/network/files -mindepth 1
no "something half done by Docker" var/lib/docker/tmp -mindepth 1
no "a configuration for containers" etc/container_config
no "what user data writes" etc/fairlead
no "a run of the node's configuration" var/lib/fairlead -mindepth 1 -maxdepth 1 ! -name current ! -name last-good ! -name bundles
no "half a bundle" var/lib/fairlead/bundles -mindepth 1 -maxdepth 1 -name '.*'

if [ ! -f "$root/etc/machine-id" ] || [ -s "$root/etc/machine-id" ]; then
  problem "the machine has an id, or no place for one: /etc/machine-id"
fi
no "the machine's id" var/lib/dbus/machine-id
no "the machine's name" etc/hostname
no "a host key" etc/ssh -name '*_key' -o -name '*_key.pub'
no "a seed of random numbers" var/lib/systemd -name random-seed
no "a key of systemd" var/lib/systemd -name credential.secret
no "a dump of memory" var/lib/systemd/coredump -mindepth 1
no "a measurement of the clock" var/lib/chrony -name drift
no "when logs were rotated" var/lib/logrotate -type f
no "a network card" etc/udev/rules.d -name '*persistent-net*'
no "a lease" var/lib/dhclient -type f
no "a lease" var/lib/dhcp -type f
no "a lease" var/lib/NetworkManager -type f
no "state of cloud-init" var/lib/cloud -mindepth 1
no "the builder in Systems Manager" var/lib/amazon/ssm -name 'i-*'
no "a registration in Systems Manager" var/lib/amazon/ssm '(' -path '*/Vault/*' -o -path '*/runtimeconfig/*' -o -name registration ')' -type f

for home in root home; do
  no "a key of somebody" "$home" -path '*/.ssh/*'
  no "credentials" "$home" -path '*/.aws/*'
  no "what somebody has typed" "$home" -name '.*_history'
  no "files of Ansible" "$home" -name .ansible
  no "a cache" "$home" -path '*/.cache/*'
done
no "a log" var/log ! -type d
no "a journal" var/log/journal -mindepth 1
no "a place in the journal" var/lib/rsyslog -mindepth 1
no "a cache of packages" var/cache/dnf -mindepth 1
no "a cache of packages" var/cache/yum -mindepth 1
# But for this very script.
no "a temporary file" tmp -mindepth 1 ! -path "$0"
no "a temporary file" var/tmp -mindepth 1

# Whatever else may have written it down.
if [ -z "${IDENTITY:-}" ]; then
  imds=http://169.254.169.254/latest
  token=$(curl -sSf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/api/token")
  IDENTITY=$(curl -sSf -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/instance-id")
fi
for folder in etc opt root home srv var usr/local usr/libexec; do
  [ -d "$root/$folder" ] || continue
  while IFS= read -r found; do
    problem "the builder's instance id: ${found#"$root"}"
  done < <(grep -rlIF --devices=skip -e "$IDENTITY" "$root/$folder" 2>/dev/null || true)
done

has "script that configures nodes" usr/libexec/fairlead/node-config
[ ! -e "$root/usr/libexec/fairlead/node-config" ] || [ -x "$root/usr/libexec/fairlead/node-config" ] ||
  problem "it cannot be run: /usr/libexec/fairlead/node-config"
has "unit that configures nodes" etc/systemd/system/node-config.service
has "order of that unit and the agent's" etc/systemd/system/ecs.service.d/10-node-config.conf
[ -L "$root/etc/systemd/system/timers.target.wants/node-config-refresh.timer" ] ||
  problem "it is not enabled: node-config-refresh.timer"
has "bundle of playbooks" var/lib/fairlead/current/site.yml
has "bundle to go back to" var/lib/fairlead/last-good/site.yml
for command in aws ansible-playbook rsyslogd chronyd; do
  [ -x "$root/usr/bin/$command" ] || [ -x "$root/usr/sbin/$command" ] || problem "there is no command $command"
done
# Amazon's own, from which the agent is started.
has "image of the ECS agent" var/cache/ecs/ecs-agent.tar

[ "$problems" = 0 ]
