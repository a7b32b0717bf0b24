#!/usr/bin/env bash
# boot.sh FOLDER [SIZE]: boots a machine whose root is this machine's, with FOLDER/root laid over it, and ends when it is off. Nothing
# is written to this machine but what the machine puts into its /results, FOLDER/results. SIZE is what its root has room for.
# Run in a mount namespace of its own.
set -euo pipefail
folder=$1
mkdir -p "$folder/overlay" "$folder/results"
mount -t tmpfs -o "size=${2:-50%}" overlay "$folder/overlay"
mkdir "$folder/overlay/upper" "$folder/overlay/work" "$folder/overlay/root"
root=$folder/overlay/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/overlay/upper,workdir=$folder/overlay/work" "$root"
# None of this machine's own services.
rm -rf "$root/etc/systemd/system" "$root/etc/machine-id"
touch "$root/etc/machine-id"
cp -a "$folder/root/." "$root/"
# /tmp is the root's: what Ansible and aws need may lie there.
SYSTEMD_NSPAWN_TMPFS_TMP=0 exec timeout --kill-after=10 600 systemd-nspawn --quiet --directory="$root" \
  --private-network --register=no --keep-unit --machine=node --bind="$folder/results:/results" \
  --boot systemd.unit=multi-user.target systemd.show_status=no </dev/null
