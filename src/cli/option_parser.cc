#include "cli/option_parser.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <getopt.h>
#include <utility>

namespace rampart {
namespace {

constexpr std::size_t help_column = 28;

/// One option: how it is written, and what takes its value. `set` returns what is wrong with a value, or nothing.
struct Option {
  std::string long_name;  ///< Without its dashes; may be empty, as may be the other.
  char short_name = 0;
  std::string value_word;  ///< For help; empty for a flag.
  std::string help;
  std::function<std::string(const std::string& value)> set;
};

/// `-o,--output`, `--json`, `-I`.
Option named(const std::string& names) {
  Option option;
  std::string_view rest = names;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (name.starts_with("--")) {
      option.long_name = name.substr(2);
    } else {
      option.short_name = name[1];
    }
  }
  return option;
}

std::string written(const Option& option) {
  if (option.long_name.empty()) return fmt::format("-{}", option.short_name);
  if (option.short_name == 0) return fmt::format("--{}", option.long_name);
  return fmt::format("-{}, --{}", option.short_name, option.long_name);
}

std::string synopsis_of(const CommandHelp& help) { return fmt::format("rampart {} {}", help.name, help.synopsis); }

std::string help_line(const std::string& left, const std::string& help) {
  if (left.size() + 4 <= help_column) return fmt::format("  {:<{}}{}\n", left, help_column - 2, help);
  return fmt::format("  {}\n{:<{}}{}\n", left, "", help_column, help);
}

}  // namespace

std::string example_lines(std::span<const std::string_view> examples) {
  std::string text;
  for (const std::string_view example : examples) {
    const std::size_t comment = example.find(" # ");
    text += fmt::format("  {}\n", example.substr(0, comment));
    if (comment != std::string_view::npos) text += fmt::format("      {}\n", example.substr(comment + 3));
  }
  return text;
}

struct OptionParser::Impl {
  struct Positionals {
    std::string name;
    std::string help;
    std::size_t least = 0;
    std::size_t most = 0;
    std::vector<std::string>* target = nullptr;
  };

  Option& add(const std::string& names, const std::string& help_text) {
    options.push_back(named(names));
    options.back().help = help_text;
    return options.back();
  }

  Error usage(const std::string& what) const {
    return {Errc::Malformed, {std::string{help.name}, 0, 0}, fmt::format("{} (expected {})", what, synopsis_of(help))};
  }

  std::string help_text() const {
    std::string text = fmt::format("rampart {}: {}\nUsage: {}\n", help.name, help.purpose, synopsis_of(help));
    if (positionals.target != nullptr) text += '\n' + help_line(positionals.name, positionals.help);
    text += "\nOptions:\n";
    for (const Option& option : options) {
      const std::string value = option.value_word.empty() ? "" : ' ' + option.value_word;
      text += help_line(written(option) + value, option.help);
    }
    return text + "\nExamples:\n" + example_lines(help.examples);
  }

  const Option* find(char short_name) const {
    const auto found = std::ranges::find(options, short_name, &Option::short_name);
    return found == options.end() ? nullptr : &*found;
  }

  Result<void> take(const Option& option, const std::string& value) const {
    if (const std::string wrong = option.set(value); !wrong.empty()) return std::unexpected(usage(wrong));
    return {};
  }

  Result<void> take_positionals(std::vector<std::string> values) const {
    if (values.size() > positionals.most) {
      return std::unexpected(usage(fmt::format("{}: one argument too many", values[positionals.most])));
    }
    if (values.size() < positionals.least)
      return std::unexpected(usage(fmt::format("{} is missing", positionals.name)));
    if (positionals.target != nullptr && !values.empty()) *positionals.target = std::move(values);
    return {};
  }

  CommandHelp help;
  std::vector<Option> options;
  Positionals positionals;
  bool wants_help = false;
};

OptionParser::OptionParser(const CommandHelp& help) : impl_{std::make_unique<Impl>()} {
  impl_->help = help;
  flag("-h,--help", impl_->wants_help, "Show this text and stop");
}

OptionParser::~OptionParser() = default;

void OptionParser::flag(const std::string& names, bool& target, const std::string& help) {
  impl_->add(names, help).set = [&target](const std::string&) {
    target = true;
    return std::string{};
  };
}

void OptionParser::value(const std::string& names, std::string& target, const std::string& help) {
  Option& option = impl_->add(names, help);
  option.value_word = "TEXT";
  option.set = [&target](const std::string& value) {
    target = value;
    return std::string{};
  };
}

void OptionParser::optional_value(const std::string& names, std::optional<std::string>& target,
                                  const std::string& help) {
  Option& option = impl_->add(names, help);
  option.value_word = "TEXT";
  option.set = [&target](const std::string& value) {
    target = value;
    return std::string{};
  };
}

void OptionParser::values(const std::string& names, std::vector<std::string>& target, const std::string& help) {
  Option& option = impl_->add(names, help);
  option.value_word = "TEXT ...";
  option.set = [&target](const std::string& value) {
    target.push_back(value);
    return std::string{};
  };
}

void OptionParser::choice(const std::string& names, std::string& target, const std::vector<std::string>& words,
                          const std::string& help) {
  Option& option = impl_->add(names, help);
  option.value_word = fmt::format("{}", fmt::join(words, "|"));
  option.set = [&target, words, name = written(option)](const std::string& value) {
    if (std::ranges::find(words, value) == words.end()) {
      return fmt::format("{}: no {}, one of {}", value, name, fmt::join(words, ", "));
    }
    target = value;
    return std::string{};
  };
}

void OptionParser::seconds(const std::string& names, std::optional<double>& target, const std::string& help) {
  static constexpr double least = 0.001;
  static constexpr double most = 1e6;
  Option& option = impl_->add(names, help);
  option.value_word = "SECONDS";
  option.set = [&target, name = written(option)](const std::string& value) {
    double number = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, failure] = std::from_chars(value.data(), end, number);
    if (failure != std::errc{} || rest != end || !(number >= least && number <= most)) {  // nor not a number
      return fmt::format("{}: no {}, a number of seconds from {} to {}", value, name, least, most);
    }
    target = number;
    return std::string{};
  };
}

void OptionParser::count(const std::string& names, std::uint64_t& target, std::uint64_t least, std::uint64_t most,
                         const std::string& help) {
  Option& option = impl_->add(names, help);
  option.value_word = "COUNT";
  option.set = [&target, least, most, name = written(option)](const std::string& value) {
    std::uint64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, failure] = std::from_chars(value.data(), end, number);
    if (failure != std::errc{} || rest != end || number < least || number > most) {
      return fmt::format("{}: no {}, a whole number from {} to {}", value, name, least, most);
    }
    target = number;
    return std::string{};
  };
}

void OptionParser::positionals(const std::string& name, std::vector<std::string>& target, std::size_t least,
                               std::size_t most, const std::string& help) {
  impl_->positionals = {.name = name, .help = help, .least = least, .most = most, .target = &target};
}

Result<std::optional<std::string>> OptionParser::parse(std::span<const std::string> arguments) {
  // getopt_long wants the arguments of a program, and moves them about.
  std::vector<std::string> words{"rampart"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string short_names = ":";  // a missing value is told apart from an unknown option
  std::vector<option> long_names;
  for (const Option& known : impl_->options) {
    const bool takes_value = !known.value_word.empty();
    if (known.short_name != 0)
      short_names += takes_value ? fmt::format("{}:", known.short_name) : std::string{known.short_name};
    long_names.push_back({known.long_name.c_str(), takes_value ? required_argument : no_argument, nullptr, 0});
  }
  long_names.push_back({nullptr, 0, nullptr, 0});

  optind = 0;  // glibc begins anew
  opterr = 0;
  int index = -1;
  const int argc = static_cast<int>(words.size());
  for (int found = 0; (found = getopt_long(argc, argv.data(), short_names.c_str(), long_names.data(), &index)) != -1;) {
    if (found == ':' || found == '?') {
      const std::string_view word = argv[static_cast<std::size_t>(optind - 1)];
      return std::unexpected(
          impl_->usage(fmt::format("{}: {}", word, found == ':' ? "its value is missing" : "no such option")));
    }
    const Option* const option =
        found == 0 ? &impl_->options[static_cast<std::size_t>(index)] : impl_->find(static_cast<char>(found));
    if (auto taken = impl_->take(*option, optarg == nullptr ? "" : optarg); !taken) {
      return std::unexpected(std::move(taken.error()));
    }
    if (impl_->wants_help) return impl_->help_text();
  }
  std::vector<std::string> rest;
  for (int i = optind; i < argc; ++i) rest.emplace_back(argv[static_cast<std::size_t>(i)]);
  if (auto taken = impl_->take_positionals(std::move(rest)); !taken) return std::unexpected(std::move(taken.error()));
  return std::nullopt;
}

}  // namespace rampart
