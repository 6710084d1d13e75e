#include "cli/zram_runner.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>
#include <utility>
#include <vector>

#include "host/configuration_file.h"
#include "host/kernel_module.h"
#include "host/live_tree.h"
#include "host/swap_area.h"
#include "host/swap_header.h"
#include "host/zram_driver.h"
#include "sources/zram.h"

namespace rampart {

using Action = ZramStep::Action;

bool ZramRunner::advance() {
  const auto next = std::ranges::find(change_.states, ZramStepState::Planned);
  if (change_.error || next == change_.states.end()) return false;
  const ZramStep& step = change_.steps[static_cast<std::size_t>(next - change_.states.begin())];
  if (auto done = perform(step); !done) {
    *next = ZramStepState::Failed;
    stop(std::move(done.error()));
    return false;
  }
  *next = ZramStepState::Done;
  return true;
}

void ZramRunner::run() {
  while (advance()) continue;
  if (!change_.error) undos_.keep();
}

void ZramRunner::stop(Error why) {
  change_.error = std::move(why);
  change_.not_taken_back = undos_.undo();
  std::ranges::replace(change_.states, ZramStepState::Done, ZramStepState::Undone);
}

Result<void> ZramRunner::perform(const ZramStep& step) {
  switch (step.action) {
    case Action::LoadModule:
      return load_module_of(step);
    case Action::AddDevice:
      return add_device();
    case Action::ChooseAlgorithm:
      return choose_algorithm(step);
    case Action::SetSize:
      return set_size(step);
    case Action::SetLimit:
      return write_knob(step.target, step.to);  // a reset takes it back with the size
    case Action::WriteHeader:
      return write_swap_header(step.target, step.page_size);
    case Action::SwapOn:
      return begin_swap(step);
    case Action::SwapOff:
      return end_swap(step);
    case Action::Reset:
      return reset_zram(change_.device);
    case Action::RemoveDevice:
      return remove_zram(*zram_number("/dev/" + change_.device));
    case Action::UnloadModule:
      return unload_module_and_what_it_used(step.target);
    case Action::WriteFile:
    case Action::RemoveFile:
      break;
  }
  return change_file(step);
}

Result<void> ZramRunner::load_module_of(const ZramStep& step) {
  auto added = load_module(step.target);
  if (!added) return std::unexpected(std::move(added.error()));
  for (const std::string& module : *added) {
    undos_.add([module] { return unload_module(module); });
  }
  return {};
}

Result<void> ZramRunner::add_device() {
  const auto number = add_zram();
  if (!number) return std::unexpected(number.error());
  undos_.add([number = *number] { return remove_zram(number); });
  if (zram_number("/dev/" + change_.device) == *number) return {};
  return std::unexpected(Error{
      Errc::Unsupported,
      {"/sys/class/zram-control/hot_add", 0, 0},
      fmt::format("made zram{} (expected {}: another program adds devices too; try again)", *number, change_.device)});
}

Result<void> ZramRunner::choose_algorithm(const ZramStep& step) {
  const std::string device = "/dev/" + change_.device;
  if (auto there = await_device(device); !there) return there;
  if (auto unused = check_unused(device); !unused) return unused;
  LiveTree files;
  ZramAlgorithms algorithms;
  if (const auto text = files.read(step.target)) {
    if (auto parsed = parse_zram_comp_algorithm(*text, step.target)) algorithms = std::move(*parsed);
  }
  const std::string expected = fmt::format("one of {}", fmt::join(algorithms.available, ", "));
  const bool was_loaded = is_module_loaded(step.to);
  if (auto written = write_knob(step.target, step.to, expected); !written) return written;
  if (!was_loaded && is_module_loaded(step.to)) {
    undos_.add([module = step.to]() -> Result<void> {
      static_cast<void>(unload_module_and_what_it_used(module));  // one that somebody else uses by now stays
      return {};
    });
  }
  if (!algorithms.chosen.empty()) {
    undos_.add([path = step.target, before = algorithms.chosen] { return write_knob(path, before); });
  }
  return {};
}

Result<void> ZramRunner::set_size(const ZramStep& step) {
  const std::string device = "/dev/" + change_.device;
  if (auto there = await_device(device); !there) return there;
  if (auto unused = check_unused(device); !unused) return unused;
  if (auto written = write_knob(step.target, step.to, "a size that is not set yet, in memory for its tables");
      !written) {
    return written;
  }
  undos_.add([name = change_.device] { return reset_zram(name); });
  return {};
}

Result<void> ZramRunner::begin_swap(const ZramStep& step) {
  if (auto on = swap_on(step.target, step.priority); !on) return on;
  undos_.add([path = step.target] { return swap_off(path); });
  return {};
}

Result<void> ZramRunner::end_swap(const ZramStep& step) {
  signals_.reset();
  auto off = swap_off(step.target);
  signals_.emplace();
  if (!off) return off;
  undos_.add([path = step.target, priority = step.priority] { return swap_on(path, priority); });
  return {};
}

Result<void> ZramRunner::change_file(const ZramStep& step) {
  const auto file = std::ranges::find(change_.files, step.target, &ZramFileChange::path);
  if (auto put = put_configuration(file->path, file->after, file->executable); !put) return put;
  undos_.add([path = file->path, before = file->before, executable = file->executable] {
    return put_configuration(path, before, executable);
  });
  return {};
}

}  // namespace rampart
