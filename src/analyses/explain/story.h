#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/phys_range.h>

#include "analyses/boot_setup.h"
#include "analyses/check/check_input.h"
#include "analyses/explain/language.h"
#include "analyses/predict/prediction.h"
#include "sources/boot_log.h"
#include "sources/vendor_pool.h"

namespace rampart {

/// One fact of one of the files, by which it is told where it stands.
struct Clue {
  std::string file;
  LogEvent event;
};

/// A pool of contiguous memory that the log, the board or the running system tells of.
struct StoryPool {
  std::string name;  ///< `reserved`: of the command line or the configuration.
  std::optional<PhysRange> range{};
  std::optional<Bytes> size{};
  bool is_default = false;
  bool is_from_tree = false;
  std::optional<Bytes> free{};
  std::optional<Bytes> largest_free{};
  const Clue* clue = nullptr;  ///< Where the log tells of it.
};

/// What `explain` is given, already read.
struct StoryInput {
  std::vector<Clue> clues;               ///< Of the boot asked for, in the order of the files and lines.
  const BootSetup* board = nullptr;      ///< The board's tree, with the command line and the kernel of the log.
  std::vector<StoryPool> system_pools;   ///< Of a running system or a snapshot.
  std::vector<VendorPool> vendor_pools;  ///< The same.
  Language language{};
};

/// Everything the rules look at, put in order once for all of them. Refers to what it was made from.
class Story {
 public:
  explicit Story(const StoryInput& input);
  Story(const Story&) = delete;  // `board_input_` refers to its neighbour
  Story& operator=(const Story&) = delete;

  Language language() const { return input_.language; }
  std::span<const Clue> clues() const { return input_.clues; }
  /// Those of one sort, in order.
  std::span<const Clue* const> clues(LogFact what) const;
  const Clue* first(LogFact what) const;
  const Clue* last(LogFact what) const;
  bool has(LogFact what) const { return first(what) != nullptr; }
  /// True if there is a log at all, so that what it does not say did not happen.
  bool has_log() const { return !input_.clues.empty(); }

  /// The last parameter of this name on the kernel's command line, as the log, the shell or the board tells it.
  const Parameter* parameter(std::string_view name) const { return command_line_.last(name); }
  const CommandLine& command_line() const { return command_line_; }
  /// The line of the log that has the command line, or null.
  const Clue* command_line_clue() const { return command_line_clue_; }
  /// The value of a boot loader's variable, or nothing.
  const Clue* variable(std::string_view name) const;

  const std::vector<StoryPool>& pools() const { return pools_; }
  /// By its name, null if there is none.
  const StoryPool* pool(std::string_view name) const;
  const StoryPool* default_pool() const;
  const std::vector<VendorPool>& vendor_pools() const { return input_.vendor_pools; }
  /// RAM of the banks of the log, else of the board; nothing if neither tells.
  std::optional<Bytes> ram() const;
  /// The size of a page of the kernel.
  Bytes page_size() const { return page_size_; }
  /// What a CMA area has to be aligned to.
  Bytes granule() const { return granule_; }

  const BootSetup* board() const { return input_.board; }
  /// What the kernel of the log makes of the board; null without a board.
  const Prediction* prediction() const { return prediction_ ? &*prediction_ : nullptr; }
  /// The board's nodes with their ranges, and its RAM; null without a board.
  const CheckInput* board_input() const { return board_input_ ? &*board_input_ : nullptr; }
  /// What the rules of `check` find on the board, of one rule.
  std::vector<const Finding*> board_findings(std::string_view rule) const;
  /// A node of /reserved-memory of the board by its name; null if there is none.
  const ReservedNode* board_node(std::string_view name) const;
  /// What the kernel would make of the board after a change; nothing without a board.
  std::optional<Prediction> predicted_after(const std::function<void(BootSetup&)>& change) const;

 private:
  void read_command_line();
  void read_pools();
  void add_pool(const Clue& clue);
  void add_measured(const StoryPool& pool);
  void read_page_size();

  const StoryInput& input_;
  std::map<LogFact, std::vector<const Clue*>> by_fact_;
  CommandLine command_line_;
  const Clue* command_line_clue_ = nullptr;
  std::vector<StoryPool> pools_;
  Bytes page_size_ = kib(4);
  Bytes granule_ = mib(4);
  std::optional<Prediction> prediction_;
  CheckExtras extras_;
  std::optional<CheckInput> board_input_;
  std::vector<Finding> board_findings_;
};

}  // namespace rampart
