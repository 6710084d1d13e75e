#include "analyses/zram/zram_persist.h"

#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace rampart {
namespace {

constexpr std::string_view mark = "# Written by `rampart zram enable --persist`";
constexpr std::string_view systemd_path = "/etc/systemd/zram-generator.conf.d/50-rampart.conf";
constexpr std::string_view sysv_path = "/etc/init.d/rampart-zram";
constexpr std::string_view busybox_path = "/etc/init.d/S02rampart-zram";

/// N of `N%`.
std::optional<unsigned> percent_of(std::string_view text) {
  unsigned percent{};
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, percent);
  return failure == std::errc{} && std::string_view{rest, end} == "%" ? std::optional{percent} : std::nullopt;
}

/// In the generator's terms: MiB, or a share of its variable `ram`, which is MemTotal in MiB.
std::string generator_size(std::string_view asked, Bytes size) {
  if (const auto percent = percent_of(asked)) return fmt::format("ram * {} / 100", *percent);
  if (size.value % mib(1).value == 0) return std::to_string(size.value >> 20);
  return fmt::format("{} / 1048576", size.value);
}

std::string generator_config(const ZramSetup& setup, const ZramRequest& request) {
  std::string text = fmt::format("{}; zram-generator.conf(5) tells what else there is.\n[{}]\nzram-size = {}\n", mark,
                                 setup.device, generator_size(request.size, setup.size));
  if (!request.algorithm.empty()) text += fmt::format("compression-algorithm = {}\n", request.algorithm);
  if (setup.limit) text += fmt::format("zram-resident-limit = {}\n", generator_size(request.limit, *setup.limit));
  return text + fmt::format("swap-priority = {}\n", setup.priority);
}

/// A shell's arithmetic for the same, in bytes.
std::string shell_size(std::string_view asked, Bytes size) {
  if (const auto percent = percent_of(asked)) return fmt::format("$((mem_kib * {} / 100 * 1024))", *percent);
  return std::to_string(size.value);
}

constexpr std::string_view lsb_header =
    "### BEGIN INIT INFO\n"
    "# Provides:          rampart-zram\n"
    "# Required-Start:    $local_fs\n"
    "# Required-Stop:     $local_fs\n"
    "# Default-Start:     S\n"
    "# Default-Stop:      0 6\n"
    "# Short-Description: compressed swap in RAM\n"
    "### END INIT INFO\n";

/// Only what every BusyBox has: sh, modprobe, mkswap, swapon -p, swapoff.
std::string init_script(const ZramSetup& setup, const ZramRequest& request) {
  const std::string& device = setup.device;
  std::string text = fmt::format("#!/bin/sh\n{}.\n{}\n", mark, lsb_header);
  text += fmt::format(
      "start() {{\n"
      "  [ -e /sys/block/{0} ] || modprobe zram\n"
      "  [ -e /sys/block/{0} ] || cat /sys/class/zram-control/hot_add > /dev/null || return 1\n"
      "  [ \"$(cat /sys/block/{0}/initstate)\" = 0 ] || return 0\n"
      "  mem_kib=$(sed -n 's/^MemTotal: *\\([0-9]*\\) kB$/\\1/p' /proc/meminfo)\n",
      device);
  if (!request.algorithm.empty()) {
    text += fmt::format("  echo {} > /sys/block/{}/comp_algorithm || return 1\n", request.algorithm, device);
  }
  text += fmt::format("  echo {} > /sys/block/{}/disksize || return 1\n", shell_size(request.size, setup.size), device);
  text += "  {\n";
  if (setup.limit) {
    text += fmt::format("    echo {} > /sys/block/{}/mem_limit &&\n", shell_size(request.limit, *setup.limit), device);
  }
  text += fmt::format(
      "    mkswap /dev/{0} > /dev/null && swapon -p {1} /dev/{0}\n"
      "  }} || {{ echo 1 > /sys/block/{0}/reset; return 1; }}\n"
      "}}\n\n"
      "stop() {{\n"
      "  swapoff /dev/{0} && echo 1 > /sys/block/{0}/reset\n"
      "}}\n\n"
      "case \"$1\" in\n"
      "  start) start ;;\n"
      "  stop) stop ;;\n"
      "  restart | reload | force-reload) stop; start ;;\n"
      "  *) echo \"usage: $0 start|stop|restart\" >&2; exit 2 ;;\n"
      "esac\n",
      device, setup.priority);
  return text;
}

}  // namespace

ZramFile zram_file(const ZramSetup& setup, const ZramRequest& request, ZramInit init) {
  switch (init) {
    case ZramInit::Systemd:
      return {std::string{systemd_path}, generator_config(setup, request), false};
    case ZramInit::SysV:
      return {std::string{sysv_path}, init_script(setup, request), true};
    case ZramInit::BusyBox:
      break;
  }
  return {std::string{busybox_path}, init_script(setup, request), true};
}

std::vector<std::string> zram_file_paths() {
  return {std::string{systemd_path}, std::string{sysv_path}, std::string{busybox_path}};
}

bool is_zram_file(std::string_view content) { return content.contains(mark); }

}  // namespace rampart
