#include "render/plan_words.h"

#include <fmt/format.h>

#include "base/size_text.h"

namespace rampart {

std::string_view pool_kind_label(PoolKind kind) {
  switch (kind) {
    case PoolKind::System:
      return "system heap";
    case PoolKind::Cma:
      return "CMA";
    case PoolKind::Coherent:
      return "coherent";
    case PoolKind::NoMap:
      return "no-map";
    case PoolKind::Cmm:
      return "CMM";
    case PoolKind::Ion:
      return "ION";
  }
  return "";
}

Kind region_kind_of(PoolKind kind) {
  switch (kind) {
    case PoolKind::System:
      return Kind::Ram;
    case PoolKind::Cma:
      return Kind::Cma;
    case PoolKind::Coherent:
      return Kind::DmaPool;
    case PoolKind::NoMap:
      return Kind::NoMap;
    case PoolKind::Cmm:
      return Kind::Cmm;
    case PoolKind::Ion:
      return Kind::Ion;
  }
  return Kind::Ram;
}

std::string exact_size(Bytes size) {
  return size.value % 1024 == 0 ? size_text(size) : fmt::format("{} B", size.value);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

std::string setting_line(const PlanSetting& setting) { return fmt::format("{}={}", setting.key, setting.value); }

}  // namespace rampart
