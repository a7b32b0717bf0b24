#!/usr/bin/env bash
# Takes out of an image what belongs to the machine that it was built on, so that each node started from it is one of its
# own. Runs on the builder as root, as the last thing but for check.sh, which looks for what this has left.
#
#   ROOT   the root of the file system, for tests; default /
#
# One line for each thing. What is in /run (the lock of node-config, leases of systemd-networkd, cloud-init's results) is in
# memory and in no image.
set -euo pipefail
shopt -s nullglob dotglob
root=${ROOT:-/}
root=${root%/}

# Removes all that a pattern below the root matches.
out() {
  local found
  # The pattern is expanded here; none has a space in it.
  # shellcheck disable=SC2206
  found=("$root"/$1)
  [ ${#found[@]} = 0 ] || rm -rf -- "${found[@]}"
}

# Removes files and keeps folders: not every daemon makes the folder of its log.
files() {
  [ ! -d "$root/$1" ] || find "$root/$1" ! -type d -delete
}

# Empties a file that has to be there.
blank() {
  : >"$root/$1"
}

# They would write again what is removed below, some of them only when the machine goes down. What does not stop shows in check.sh.
if [ -z "$root" ]; then
  systemctl stop node-config-refresh.timer logrotate.timer ecs.service docker.socket docker.service rsyslog.service \
    chronyd.service systemd-random-seed.service || true
fi

# The agent of ECS: clones would all claim one container instance.
out 'var/lib/ecs/data/*'
out 'etc/ecs/ecs.config'

# Docker: the engine's name, containers and networks. Images that somebody has pulled beforehand stay.
out 'var/lib/docker/engine-id'
out 'var/lib/docker/containers/*'
out 'var/lib/docker/network/files/*'
out 'var/lib/docker/tmp/*'

# What nodes are told and find out. A `node.config` of the builder would let the agent start on a node without one.
out 'etc/container_config'
out 'etc/fairlead'
out 'var/lib/fairlead/status.json*'
out 'var/lib/fairlead/rejected*'
out 'var/lib/fairlead/bundles/.new'

# The machine: systemd makes an id where the file is empty, sshd and chrony make keys and measurements of their own.
blank 'etc/machine-id'
out 'var/lib/dbus/machine-id'
out 'etc/hostname'
out 'etc/ssh/ssh_host_*'
out 'var/lib/systemd/random-seed'
out 'var/lib/systemd/credential.secret'
out 'var/lib/systemd/coredump/*'
out 'var/lib/chrony/drift'
out 'var/lib/logrotate/*'
out 'etc/udev/rules.d/70-persistent-net.rules'
out 'var/lib/dhclient/*'
out 'var/lib/dhcp/*'
out 'var/lib/NetworkManager/*'

# cloud-init, as `cloud-init clean --logs --seed` does: else user data of nodes is not run.
out 'var/lib/cloud/*'

# Systems Manager: the builder's id and registration.
out 'var/lib/amazon/ssm/i-*'
out 'var/lib/amazon/ssm/Vault'
out 'var/lib/amazon/ssm/registration'
out 'var/lib/amazon/ssm/runtimeconfig'

# People: keys that let somebody in, credentials, and what was typed.
out 'root/.ssh'
out 'home/*/.ssh'
out 'root/.aws'
out 'home/*/.aws'
out 'root/.*_history'
out 'home/*/.*_history'
out 'root/.ansible'
out 'home/*/.ansible'
out 'root/.cache'
out 'home/*/.cache'

# Logs, caches and what is temporary.
out 'var/log/journal/*'
files 'var/log'
out 'var/lib/rsyslog/*'
out 'var/cache/dnf/*'
out 'var/cache/yum/*'
out 'tmp/*'
out 'var/tmp/*'
