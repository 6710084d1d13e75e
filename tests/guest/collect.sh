# Runs in the guest, sourced by its script. `collect DIR` copies the kernel's own files about memory to DIR, by cat, ls
# and tar alone: what rampart says is compared with these.

# Files that only the kernel writes have no size to copy by: each is read to its end.
collect_files() {
  local into=$1 file
  shift
  for file in "$@"; do
    [ -f "$file" ] || continue
    mkdir -p "$into${file%/*}"
    cat "$file" > "$into$file"
  done
}

collect() {
  local into=$1 folder
  collect_files "$into" /proc/meminfo /proc/vmstat /proc/buddyinfo /proc/pagetypeinfo /proc/zoneinfo /proc/swaps \
    /proc/iomem /proc/cmdline /proc/pressure/memory /proc/config.gz /proc/version /proc/uptime \
    /sys/kernel/debug/cma/*/base_pfn /sys/kernel/debug/cma/*/bitmap /sys/kernel/debug/cma/*/count \
    /sys/kernel/debug/cma/*/maxchunk /sys/kernel/debug/cma/*/order_per_bit /sys/kernel/debug/cma/*/used \
    /sys/kernel/mm/cma/*/* /sys/kernel/debug/dma_buf/bufinfo /sys/kernel/dmabuf/buffers/*/* \
    /sys/kernel/debug/memblock/* /sys/firmware/fdt
  for folder in /sys/block/zram*; do
    collect_files "$into" "$folder"/mm_stat "$folder"/io_stat "$folder"/bd_stat "$folder"/disksize \
      "$folder"/comp_algorithm "$folder"/initstate "$folder"/max_comp_streams
  done
  # Who holds which buffer: the descriptors' own words.
  for folder in /proc/[0-9]*; do
    if ls -l "$folder/fd" 2>/dev/null | grep -q dmabuf; then
      collect_files "$into" "$folder/comm" "$folder/maps" "$folder"/fdinfo/*
    fi
  done
  ls /dev/dma_heap > "$into/dma_heap.txt"
  dmesg > "$into/dmesg.txt"
  tar -c -C /sys/firmware/devicetree base > "$into/device-tree.tar"
}
