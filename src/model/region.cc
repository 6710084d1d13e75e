#include <algorithm>
#include <iterator>

#include <rampart/model/region.h>

namespace rampart {
namespace {

struct KindWord {
  Kind kind;
  std::string_view word;
};
constexpr KindWord kind_words[] = {
    {Kind::Ram, "ram"},          {Kind::Kernel, "kernel"}, {Kind::Initrd, "initrd"},     {Kind::Fdt, "fdt"},
    {Kind::NoMap, "no-map"},     {Kind::Cma, "cma"},       {Kind::Reserved, "reserved"}, {Kind::Crash, "crash"},
    {Kind::DmaPool, "dma-pool"}, {Kind::Cmm, "cmm"},       {Kind::Device, "device"},     {Kind::Ion, "ion"},
    {Kind::Heap, "heap"},        {Kind::Hole, "hole"},
};

}  // namespace

std::string_view to_string(Kind kind) { return std::ranges::find(kind_words, kind, &KindWord::kind)->word; }

std::optional<Kind> kind_from(std::string_view word) {
  const auto found = std::ranges::find(kind_words, word, &KindWord::word);
  return found == std::end(kind_words) ? std::nullopt : std::optional{found->kind};
}

std::string_view to_string(Occupancy::State state) {
  switch (state) {
    case Occupancy::State::Used:
      return "used";
    case Occupancy::State::Free:
      return "free";
    case Occupancy::State::Unknown:
      break;
  }
  return "unknown";
}

}  // namespace rampart
