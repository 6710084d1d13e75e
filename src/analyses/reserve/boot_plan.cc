#include "analyses/reserve/boot_plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "analyses/reserve/boot_values.h"
#include "analyses/reserve/memmap_plan.h"
#include "analyses/reserve/reserve_draft.h"
#include "base/size_text.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

using Action = ReserveRequest::Action;

constexpr std::string_view cmm_key = "maix_memory_cmm";
constexpr Bytes least_linux = mib(256);  // the script that loads the driver leaves no less

std::unexpected<Error> refuse_in(const BootSettings& settings, Errc code, std::string what) {
  return std::unexpected(Error{code, {settings.file, 0, 0}, std::move(what)});
}

ReserveStep setting_step(std::string name, std::optional<Bytes> before, std::optional<Bytes> after,
                         std::string reason) {
  return {.region = std::move(name),
          .renamed = "",
          .from = {},
          .to = {},
          .old_size = before,
          .new_size = after,
          .reason = std::move(reason)};
}

/// What stands behind the size of `cma=`, new or kept.
std::string place_of_pool(const ReserveRequest& request, const Parameter* old) {
  if (request.base) return fmt::format("@{:#x}", request.base->value);
  if (!request.alloc_ranges.empty()) {
    const PhysRange& range = request.alloc_ranges.front();
    return fmt::format("@{:#x}-{:#x}", range.base().value, range.last().value + 1);
  }
  const std::size_t at = old != nullptr && old->value ? old->value->find('@') : std::string::npos;
  return at == std::string::npos ? std::string{} : old->value->substr(at);
}

Result<ReservePlan> plan_cma_parameter(const BootSettings& settings, const ReserveRequest& request) {
  const Parameter* const old = settings.command_line.last("cma");
  const auto parameters = memory_parameters(settings.command_line);
  const std::optional<Bytes> old_size = parameters.cma ? std::optional{parameters.cma->size} : std::nullopt;
  ReservePlan plan;
  if (request.action == Action::Add && old != nullptr) {
    return refuse_in(settings, Errc::OutOfRange, "cma= is there already (expected resize)");
  }
  if (request.action == Action::Remove || request.action == Action::Move) {
    if (old == nullptr) return refuse_in(settings, Errc::NotFound, "no cma= on the command line (expected one)");
  }
  if (request.action == Action::Remove) {
    plan.boot.push_back({.action = BootEdit::Action::Remove, .name = "cma", .value = ""});
    plan.steps.push_back(setting_step("cma=", old_size, {},
                                      "the default pool is what the tree or the kernel's configuration says then"));
    return plan;
  }
  if (request.alignment) {
    return refuse_in(settings, Errc::Unsupported, "cma= has no alignment (expected a device tree, or none)");
  }
  if (request.action == Action::Move && !request.base && request.alloc_ranges.empty()) {
    return refuse_in(settings, Errc::Malformed, "no place to move to (expected --base or --below)");
  }
  const auto size = request.action == Action::Move ? old_size : request.size;
  if (!size || size->value == 0) return refuse_in(settings, Errc::Malformed, "no size (expected --size)");
  plan.boot.push_back(
      {.action = BootEdit::Action::Set, .name = "cma", .value = boot_size_text(*size) + place_of_pool(request, old)});
  plan.steps.push_back(setting_step("cma=", old_size, size,
                                    "asked for; from Linux 5.6 on it wins over a pool of the "
                                    "tree"));
  return plan;
}

Result<ReservePlan> plan_mem_parameter(const BootSettings& settings, const ReserveRequest& request) {
  const auto parameters = memory_parameters(settings.command_line);
  const auto old = parameters.mem.empty() ? std::nullopt : std::optional{parameters.mem.back().size};
  ReservePlan plan;
  if (request.action == Action::Remove) {
    if (!old) return refuse_in(settings, Errc::NotFound, "no mem= on the command line (expected one)");
    plan.boot.push_back({.action = BootEdit::Action::Remove, .name = "mem", .value = ""});
    plan.steps.push_back(setting_step("mem=", old, {}, "Linux gets all RAM then"));
    return plan;
  }
  if (request.action == Action::Move) {
    return refuse_in(settings, Errc::Unsupported, "mem= has no place to move (expected resize)");
  }
  if (!request.size || request.size->value == 0) {
    return refuse_in(settings, Errc::Malformed, "no size (expected --size)");
  }
  plan.boot.push_back({.action = BootEdit::Action::Set, .name = "mem", .value = boot_size_text(*request.size)});
  plan.steps.push_back(setting_step("mem=", old, request.size, "asked for; Linux does not use the RAM above"));
  return plan;
}

Result<ReservePlan> plan_command_line(const BootSettings& settings, const ReserveRequest& request) {
  if (means_default_pool(request.name)) return plan_cma_parameter(settings, request);
  if (request.name == "mem") return plan_mem_parameter(settings, request);
  if (settings.architecture != Architecture::X86_64) {
    return refuse_in(
        settings, Errc::Unsupported,
        fmt::format("a command line cannot reserve {}: memmap= is of x86-64 alone (expected linux,cma, mem, "
                    "a device tree, or --arch x86-64)",
                    request.name));
  }
  return memmap_plan(settings, request);
}

/// The choice of how the size is set, so that the megabytes count.
void choose_megabytes(const BootSettings& settings, ReservePlan& plan) {
  struct Choice {
    CmaSizeRule rule;
    const char* symbol;
  };
  constexpr Choice choices[] = {{CmaSizeRule::Percentage, "CMA_SIZE_SEL_PERCENTAGE"},
                                {CmaSizeRule::Smaller, "CMA_SIZE_SEL_MIN"},
                                {CmaSizeRule::Larger, "CMA_SIZE_SEL_MAX"}};
  const auto rule = settings.config.cma.size_rule;
  if (!rule || *rule == CmaSizeRule::Megabytes) return;
  for (const Choice& choice : choices) {
    if (choice.rule == *rule) {
      plan.boot.push_back({.action = BootEdit::Action::Set, .name = choice.symbol, .value = "n"});
    }
  }
  plan.boot.push_back({.action = BootEdit::Action::Set, .name = "CMA_SIZE_SEL_MBYTES", .value = "y"});
  plan.notes.push_back("the size was set otherwise until now: CONFIG_CMA_SIZE_SEL_MBYTES takes over");
}

Result<ReservePlan> plan_config(const BootSettings& settings, const ReserveRequest& request) {
  if (!means_default_pool(request.name) || request.action == Action::Move || request.base || request.alignment) {
    return refuse_in(settings, Errc::Unsupported,
                     "a kernel's configuration only sets the size of the default pool (expected linux,cma and --size)");
  }
  const bool is_removal = request.action == Action::Remove;
  const Bytes size = is_removal ? Bytes{} : request.size.value_or(Bytes{});
  if (!is_removal && (size.value == 0 || size.value % mib(1).value != 0)) {
    return refuse_in(settings, Errc::OutOfRange, "the size is in whole MiB there (expected --size 16M or the like)");
  }
  ReservePlan plan;
  plan.boot.push_back(
      {.action = BootEdit::Action::Set, .name = "CMA_SIZE_MBYTES", .value = fmt::format("{}", size.value >> 20)});
  choose_megabytes(settings, plan);
  plan.steps.push_back(setting_step("CONFIG_CMA_SIZE_MBYTES", settings.config.cma.size, size,
                                    "asked for; cma= and a default pool of the tree win over it"));
  if (settings.config.cma.dma_cma != true) {
    plan.notes.push_back("CONFIG_DMA_CMA is not set: the kernel makes no default pool until it is");
  }
  return plan;
}

Result<ReservePlan> plan_vendor(const BootSettings& settings, const ReserveRequest& request) {
  if ((request.name != "cmm" && request.name != cmm_key) || request.action == Action::Move || request.base) {
    return refuse_in(settings, Errc::Unsupported,
                     "/boot/configs only sets the size of the CMM pool (expected cmm and "
                     "--size)");
  }
  const auto& setting = settings.configs.loader ? settings.configs.loader : settings.configs.uboot;
  const bool has_size = setting && setting->mib >= 0;
  const auto old = has_size ? std::optional{mib(static_cast<std::uint64_t>(setting->mib))} : std::nullopt;
  ReservePlan plan;
  std::string value = "-1";
  std::optional<Bytes> size;
  if (request.action != Action::Remove) {
    size = request.size;
    if (!size || size->value == 0 || size->value % mib(1).value != 0) {
      return refuse_in(settings, Errc::OutOfRange, "the size is in whole MiB there (expected --size 2G or the like)");
    }
    const auto& ram = settings.board_ram;
    if (ram && (*size >= *ram || ram->value - size->value < least_linux.value)) {
      return refuse_in(
          settings, Errc::TooLarge,
          fmt::format("{} MiB of {} MiB leave Linux less than {}, and the device then ignores it (expected at most {} "
                      "MiB)",
                      size->value >> 20, ram->value >> 20, size_text(least_linux),
                      saturating_sub(*ram, least_linux).value >> 20));
    }
    value = fmt::format("{}", size->value >> 20);
  }
  plan.boot.push_back({.action = BootEdit::Action::Set, .name = std::string{cmm_key}, .value = value});
  const std::string rest = size && settings.board_ram
                               ? fmt::format("; Linux keeps {}", size_text({settings.board_ram->value - size->value}))
                               : std::string{};
  plan.steps.push_back(setting_step("cmm", old, size, (size ? "asked for" : "the split of the image") + rest));
  if (!settings.board_ram) {
    plan.notes.push_back("Linux keeps the rest of RAM, which must be 256 MiB or more: --ram checks it");
  }
  plan.notes.push_back("takes effect at the next boot");
  return plan;
}

}  // namespace

Result<ReservePlan> boot_plan(const BootSettings& settings, const ReserveRequest& request) {
  if (!request.device.empty() || request.no_map || !request.compatible.empty()) {
    return refuse_in(settings, Errc::Unsupported,
                     "a boot file has no devices and no properties of regions (expected a device tree)");
  }
  switch (settings.kind) {
    case BootSettings::Kind::CommandLine:
      return plan_command_line(settings, request);
    case BootSettings::Kind::Config:
      return plan_config(settings, request);
    case BootSettings::Kind::Vendor:
      return plan_vendor(settings, request);
  }
  return ReservePlan{};
}

}  // namespace rampart
