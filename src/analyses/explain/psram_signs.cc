#include "analyses/explain/psram_signs.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analyses/explain/python_heap.h"
#include "sources/python_paste.h"

namespace rampart {
namespace {

/// Of a banner what sys.implementation calls `_machine`.
std::string machine_of(const Clue& banner) {
  const auto read = parse_python_banner(banner.event.text, banner.event.line);
  if (!read) return {};
  return read->chip.empty() ? read->board : read->board + " with " + read->chip;
}

/// Reads the signs one sort after the other: a later one may need an earlier one.
class SignReader {
 public:
  explicit SignReader(const Story& story) : story_{story} {}

  PsramSigns read() && {
    read_firmware();
    read_module();
    read_driver();
    read_state();
    return std::move(signs_);
  }

 private:
  void read_firmware() {
    const Clue* const banner = story_.last(LogFact::PythonBanner);
    const Clue* const machine = story_.last(LogFact::PythonMachine);
    const Clue* const build = story_.last(LogFact::PythonBuild);
    std::string named;
    if (banner != nullptr) named = machine_of(*banner);
    if (named.empty() && machine != nullptr) named = machine->event.name;
    signs_.firmware = python_firmware(named, build == nullptr ? std::string_view{} : build->event.name);
    signs_.firmware_clue = banner != nullptr ? banner : build != nullptr ? build : machine;
    signs_.chip = signs_.firmware.chip;
    signs_.chip_clue = signs_.chip == nullptr ? nullptr : signs_.firmware_clue;
    for (const LogFact what : {LogFact::ChipName, LogFact::FlashFound}) {
      const Clue* const clue = story_.last(what);
      if (signs_.chip != nullptr || clue == nullptr) continue;
      signs_.chip = find_microcontroller(what == LogFact::ChipName ? clue->event.name : clue->event.other);
      signs_.chip_clue = clue;
    }
    if (banner == nullptr) return;
    const auto read = parse_python_banner(banner->event.text, banner->event.line);
    if (!read) return;
    signs_.version = parse_python_version(read->version);
    if (signs_.chip != nullptr) signs_.policy = python_heap_policy(*signs_.chip, signs_.version, read->date);
  }

  void read_module() {
    for (const LogFact what : {LogFact::ModuleGiven, LogFact::PythonBuild, LogFact::PythonMachine,
                               LogFact::PythonBanner, LogFact::ChipName}) {
      const Clue* const clue = story_.last(what);
      if (clue == nullptr) continue;
      signs_.module = psram_module(what == LogFact::PythonBanner ? machine_of(*clue) : clue->event.name, signs_.chip);
      if (!signs_.module) continue;
      signs_.module_clue = clue;
      break;
    }
    if (!signs_.module) return;
    if (signs_.chip == nullptr) {
      signs_.chip = signs_.module->chip;
      signs_.chip_clue = signs_.module_clue;
    }
    signs_.size = signs_.module->psram;
    signs_.size_clue = signs_.module_clue;
    signs_.fitted = signs_.module->mode;
    signs_.fitted_clue = signs_.module_clue;
  }

  /// What spoke in the log knows better than a name.
  void read_driver() {
    signs_.drives = signs_.firmware.drives;
    signs_.drives_clue = signs_.firmware_clue;
    for (const Clue* const clue : story_.clues(LogFact::PsramFailed)) {
      const auto mode = psram_driver(clue->event);
      if (!mode) continue;
      signs_.drives = mode;
      signs_.drives_clue = clue;
      break;
    }
    const Clue* const part = story_.last(LogFact::PsramPart);
    const Clue* const found = story_.last(LogFact::PsramFound);
    if (part != nullptr) {
      signs_.fitted = part->event.name == "hex" ? PsramMode::Hex : PsramMode::Octal;
      signs_.fitted_clue = part;
    } else if (found != nullptr && !signs_.fitted) {
      // No line of a part was pasted, or it is quad: the chip's only mode, else what the firmware is for.
      const bool is_only_mode = signs_.chip != nullptr && signs_.chip->psram_modes.size() == 1;
      if (is_only_mode) {
        signs_.fitted = signs_.chip->psram_modes.front();
      } else if (signs_.firmware.drives && *signs_.firmware.drives != PsramMode::None) {
        signs_.fitted = signs_.firmware.drives;
      }
      signs_.fitted_clue = signs_.fitted ? found : nullptr;
    }
    if (part != nullptr || (found != nullptr && signs_.fitted)) {
      signs_.drives = signs_.fitted;
      signs_.drives_clue = part != nullptr ? part : found;
    }
    const auto parts = story_.clues(LogFact::PsramPart);
    const auto sized = std::ranges::find_if(parts, [](const Clue* clue) { return clue->event.size.has_value(); });
    if (found != nullptr && found->event.size) {
      signs_.size = found->event.size;
      signs_.size_clue = found;
    } else if (sized != parts.end()) {
      signs_.size = (*sized)->event.size;
      signs_.size_clue = *sized;
    }
  }

  void set(PsramSigns::State state, const Clue* clue) {
    signs_.state = state;
    signs_.state_clue = clue;
  }

  void read_state() {
    using enum PsramSigns::State;
    if (const Clue* const failed = story_.first(LogFact::PsramFailed)) return set(NotInUse, failed);
    for (const LogFact what : {LogFact::PsramFound, LogFact::PsramAdded, LogFact::PsramReady, LogFact::PsramPart}) {
      if (const Clue* const clue = story_.last(what)) return set(InUse, clue);
    }
    if (const Clue* const tested = story_.last(LogFact::PsramTested)) {
      return set(tested->event.name == "ok" ? InUse : NotInUse, tested);
    }
    if (read_places() || read_idf_heaps() || read_heap()) return;
    // ESP-IDF starts PSRAM before its heap, and says so: a log that has its heap and not a word of PSRAM is of a
    // firmware that does not look for it.
    if (const Clue* const region = story_.first(LogFact::HeapRegion)) set(NotInUse, region);
  }

  /// An address of the heap tells where it lies.
  bool read_places() {
    if (signs_.chip == nullptr || signs_.chip->psram_modes.empty()) return false;
    const Clue* inside = nullptr;
    for (const Clue* const clue : story_.clues(LogFact::PythonArea)) {
      const ChipMemory* const memory = memory_at(*signs_.chip, clue->event.first.value_or(0));
      if (memory == nullptr) continue;
      if (memory->use == ChipMemory::Use::Psram) {
        set(PsramSigns::State::InUse, clue);
        return true;
      }
      inside = clue;
    }
    // The first area is larger than what ESP-IDF keeps in internal RAM where there is PSRAM.
    if (inside == nullptr || signs_.policy != PythonHeapPolicy::OnDemand) return false;
    set(PsramSigns::State::NotInUse, inside);
    return true;
  }

  bool read_idf_heaps() {
    const Clue* seen = nullptr;
    for (const Clue* const clue : story_.clues(LogFact::ShellAnswer)) {
      if (clue->event.name != "esp32.idf_heap_info()") continue;
      const auto largest = largest_idf_heap(clue->event.other);
      if (!largest) continue;
      seen = clue;
      if (*largest < most_internal_heap) continue;
      if (!signs_.size || signs_.size_clue == signs_.module_clue) {
        signs_.size = largest;
        signs_.size_clue = clue;
      }
      set(PsramSigns::State::InUse, clue);
      return true;
    }
    if (seen != nullptr) set(PsramSigns::State::NotInUse, seen);
    return seen != nullptr;
  }

  /// What the heap has and may grow by. Chips without PSRAM may have more than those with it.
  bool read_heap() {
    if (signs_.chip != nullptr && signs_.chip->psram_modes.empty()) return false;
    const std::vector<PythonFree> free = python_free(story_);
    if (free.empty()) return false;
    const auto most = std::ranges::max_element(free, {}, &PythonFree::size);
    const Bytes heap = std::max(most->size, python_heap(story_).value_or(Bytes{}));
    set(heap >= most_internal_heap ? PsramSigns::State::InUse : PsramSigns::State::NotInUse,
        heap >= most_internal_heap ? most->clue : free.back().clue);
    return true;
  }

  const Story& story_;
  PsramSigns signs_;
};

}  // namespace

PsramSigns psram_signs(const Story& story) { return SignReader{story}.read(); }

Clue module_given(std::string name) {
  LogEvent event;
  event.what = LogFact::ModuleGiven;
  event.text = name;
  event.name = std::move(name);
  return {"--board", std::move(event)};
}

std::optional<PsramMode> psram_driver(const LogEvent& event) {
  const std::string_view tag = event.other;
  if (tag == "octal_psram" || event.text.contains("opi psram")) return PsramMode::Octal;
  if (tag == "quad_psram" || tag == "psram") return PsramMode::Quad;
  if (tag == "hex_psram") return PsramMode::Hex;
  return std::nullopt;
}

std::optional<Bytes> largest_idf_heap(std::string_view answer) {
  const auto read = parse_python_paste(answer, {});
  if (!read || !read->idf_heaps || read->idf_heaps->heaps.empty()) return std::nullopt;
  return std::ranges::max_element(read->idf_heaps->heaps, {}, &IdfHeap::total)->total;
}

}  // namespace rampart
