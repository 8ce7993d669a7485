# Runs a command on a machine of its own, whose disk is a small one: in namespaces for mounts and processes that
# end with it, under a root that is an overlay. Whatever is written, changed or removed there is so in an image file alone:
# this machine's own files are the overlay's lower layer, which the kernel never writes to. Of this machine
# only the runner's directory, which the test made, can be written to.
#
# small-machine.sh <runner's directory> <workspace> <repository> <user> <program> <argument>...
# The runner's directory has: disk.img, the disk; prepare.sh, run as root in there before the command;
# hidden.txt, what of this machine it is not to have (patterns); listed.txt, paths of which those that are
# there afterwards are written to left.txt.
set -eu
runner=$1 workspace=$2 repository=$3 user=$4
shift 4
directory=$PWD
disk=$runner/disk
root=$runner/root
mkdir "$disk" "$root"

mount -o loop "$runner/disk.img" "$disk"
mkdir "$disk/upper" "$disk/work"
# A character device 0/0 is how an overlay has it that something of the lower layer is not there.
while read -r path; do
  for lower in $path; do
    [ -e "$lower" ] || continue
    mkdir -p "$disk/upper$(dirname "$lower")"
    mknod "$disk/upper$lower" c 0 0
  done
done <"$runner/hidden.txt"
mount -t overlay overlay -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$root"

mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -o remount,bind,ro "$root/dev"
mkdir -p "$root$workspace" "$root$runner" "$root$repository"
cp -a "$workspace/." "$root$workspace/"
mount --bind "$repository" "$root$repository"
mount -o remount,bind,ro "$root$repository"
# Another user has to get there, too.
for path in "$repository" "$workspace" "$runner"; do
  while [ "$path" != / ]; do
    path=$(dirname "$path")
    chmod a+rx "$root$path"
  done
done
chmod -R a+rwX "$root$workspace"
mount --bind "$runner" "$root$runner"
find "$runner" -xdev -exec chmod a+rwX {} +
umount -l "$disk"

chroot "$root" /bin/sh "$runner/prepare.sh" >"$runner/prepare.log" 2>&1
code=0
chroot --userspec="$user" "$root" /bin/bash -c 'cd "$1" && shift && exec "$@"' bash "$directory" "$@" || code=$?
while read -r path; do
  if [ -e "$root$path" ]; then echo "$path"; fi
done <"$runner/listed.txt" >"$runner/left.txt"
exit "$code"
