# Runs in the guest: every step of `rampart zram` provoked to fail, then compressed swap under real memory pressure.
# Each try leaves NAME.{before,after,out,err,status} in /out: what the system said before and after it, and its answer.
# `algorithm` is one that the kernel does not choose by itself, `driver` the module's file where it is one.
set -u

state() {
  {
    cat /proc/swaps
    ls /sys/block
    for device in /sys/block/zram*; do
      [ -d "$device" ] || continue
      echo "$device"
      cat "$device/initstate" "$device/disksize" "$device/comp_algorithm" "$device/mm_stat"
    done
    cut -d ' ' -f 1 /proc/modules
    find /etc -type f
  } > "$1" 2> /dev/null
}

try() {
  local name=$1
  shift
  state "/out/$name.before"
  "$@" > "/out/$name.out" 2> "/out/$name.err"
  echo $? > "/out/$name.status"
  state "/out/$name.after"
}

# What the kernel itself says of a device, for comparison.
raw() {
  mkdir -p "/out/$1"
  cat /proc/swaps > "/out/$1/swaps"
  for file in initstate disksize comp_algorithm mm_stat io_stat bd_stat; do
    cat "/sys/block/zram0/$file" > "/out/$1/$file" 2> /dev/null
  done
}

enable="rampart zram enable --device zram0 --apply --json"

mistakes() {
  try plan rampart zram enable --size 64M --algorithm "$algorithm" --limit 32M --json
  try bad-algorithm $enable --size 64M --algorithm nosuch
  try no-size $enable --size 0 --algorithm "$algorithm"
  try past-memory $enable --size 10T --algorithm "$algorithm"
  try low-limit $enable --size 64M --limit 4K
  try bad-priority $enable --size 64M --priority 40000
  try one-page $enable --size 4K --algorithm "$algorithm"
  try not-root su -s /bin/sh nobody -c "$enable --size 64M"

  # Somebody has the device.
  hold_device /dev/zram0 2000 > /tmp/held &
  until [ -s /tmp/held ]; do :; done
  try busy $enable --size 64M --algorithm "$algorithm"
  wait

  # Files that are not what they should be: mounted over.
  echo other > /tmp/other
  mount --bind /tmp/other /dev/zram0
  try no-block-device $enable --size 64M --algorithm "$algorithm"
  umount /dev/zram0
  local limit
  limit=$(readlink -f /sys/block/zram0)/mem_limit  # the path that /proc/mounts has, or it is not found to remount
  mount --bind /tmp/other "$limit"
  mount -o remount,ro,bind "$limit"
  try no-limit $enable --size 64M --algorithm "$algorithm" --limit 32M
  umount "$limit"
  mount --bind /tmp/other /sys/class/zram-control/hot_add
  try no-device rampart zram enable --device new --apply --json --size 64M
  umount /sys/class/zram-control/hot_add
  mount -t tmpfs -o ro tmpfs /etc/init.d
  try no-script $enable --size 64M --algorithm "$algorithm" --persist
  umount /etc/init.d

  try nothing-to-disable rampart zram disable --apply
}

pressure() {
  try enable $enable --size 192M --algorithm "$algorithm" --limit 96M --priority 77 --persist
  cat /etc/init.d/* > /out/script 2> /dev/null
  try enable-again rampart zram enable --size 64M --apply
  local available
  available=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  press_memory $((available * 1024 + (48 << 20))) > /out/pressed
  sleep 2
  # Programs that run may bring pages back meanwhile: until nothing moved between the two looks of ours.
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    raw raw-before
    rampart zram status --json > /out/status.json
    raw raw-after
    diff -r /out/raw-before /out/raw-after > /dev/null && break
    sleep 1
  done
  rampart zram status > /out/status.txt
  try no-room rampart zram disable --json
  try no-room-apply rampart zram disable --apply --json
  killall press_memory
  sleep 1
  try disable rampart zram disable --persist --apply --json
}

added_device() {
  try add rampart zram enable --device new --size 32M --apply --json
  try remove rampart zram disable --apply --json
}

advice() {
  press_memory $((32 << 20)) > /dev/null
  try advise rampart zram advise --json
  try advise-text rampart zram advise
  try advise-libraries rampart zram advise --with libraries --json
  rampart zram advise --workload 2G --json > /out/workload.json
  echo $? > /out/workload.status
  killall press_memory
}

module() {
  try no-driver rampart zram status --json
  mv "$driver" /tmp/driver && head -c 5000 /tmp/driver > "$driver"
  try broken-module rampart zram enable --size 64M --apply --json
  mv /tmp/driver "$driver"
  try load rampart zram enable --size 64M --apply --json
  try unload rampart zram disable --unload --apply --json
  # Without its index libkmod finds nothing: modprobe of BusyBox does.
  rm -f /lib/modules/*/modules.*.bin
  try load-without-index rampart zram enable --size 64M --apply --json
  try unload-again rampart zram disable --apply --json
}
