#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// What a command says of itself; its `--help` is made of this and of its options.
struct CommandHelp {
  std::string_view name;
  std::string_view purpose;                  ///< One line.
  std::string_view synopsis;                 ///< What follows `rampart NAME`.
  std::array<std::string_view, 2> examples;  ///< Worked ones: the command line, then after " # " what it answers.
};

/// Examples as help shows them: each command line, and below it what it answers.
std::string example_lines(std::span<const std::string_view> examples);

/// The options of one command. Targets must outlive `parse`. Wraps getopt_long, which every C library brings: CLI11
/// makes a static binary 0.7 MB larger.
class OptionParser {
 public:
  explicit OptionParser(const CommandHelp& help);
  ~OptionParser();
  OptionParser(const OptionParser&) = delete;
  OptionParser& operator=(const OptionParser&) = delete;

  void flag(const std::string& names, bool& target, const std::string& help);
  void value(const std::string& names, std::string& target, const std::string& help);
  /// One that may be given and empty.
  void optional_value(const std::string& names, std::optional<std::string>& target, const std::string& help);
  void values(const std::string& names, std::vector<std::string>& target, const std::string& help);
  /// One of a few words.
  void choice(const std::string& names, std::string& target, const std::vector<std::string>& words,
              const std::string& help);
  /// A number of seconds above zero, fractions allowed.
  void seconds(const std::string& names, std::optional<double>& target, const std::string& help);
  /// A whole number between `least` and `most`.
  void count(const std::string& names, std::uint64_t& target, std::uint64_t least, std::uint64_t most,
             const std::string& help);
  /// What stands on the command line without an option, between `least` and `most` of them.
  void positionals(const std::string& name, std::vector<std::string>& target, std::size_t least, std::size_t most,
                   const std::string& help);

  /// Reads the arguments after the command's name. Returns the help text if it was asked for, nothing if the targets
  /// are filled, or what is wrong; `where.file` of the error is the command's name.
  Result<std::optional<std::string>> parse(std::span<const std::string> arguments);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rampart
