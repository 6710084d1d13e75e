#include "cli/option_parser.h"

#include <CLI/CLI.hpp>

namespace rampart {

namespace {

/// CLI11's help, with our own synopsis in place of its guess.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string synopsis) : synopsis_{std::move(synopsis)} { column_width(28); }
  std::string make_usage(const CLI::App*, std::string) const override { return synopsis_ + '\n'; }

 private:
  std::string synopsis_;
};

}  // namespace

struct OptionParser::Impl {
  CommandHelp help;
  CLI::App app;
};

namespace {

std::string synopsis_line(const CommandHelp& help) {
  return "Usage: rampart " + std::string{help.name} + ' ' + std::string{help.synopsis};
}

std::string example_lines(const CommandHelp& help) {
  std::string text = "Examples:\n";
  for (const std::string_view example : help.examples) {
    const std::size_t comment = example.find(" # ");
    text += "  " + std::string{example.substr(0, comment)} + '\n';
    if (comment != std::string_view::npos) text += "      " + std::string{example.substr(comment + 3)} + '\n';
  }
  text.pop_back();
  return text;
}

}  // namespace

OptionParser::OptionParser(const CommandHelp& help) : impl_{std::make_unique<Impl>()} {
  impl_->help = help;
  CLI::App& app = impl_->app;
  app.description("rampart " + std::string{help.name} + ": " + std::string{help.purpose});
  app.formatter(std::make_shared<HelpFormatter>(synopsis_line(help)));
  app.footer(example_lines(help));
  app.set_help_flag("-h,--help", "Show this text and stop");
}

OptionParser::~OptionParser() = default;

void OptionParser::flag(const std::string& names, bool& target, const std::string& help) {
  impl_->app.add_flag(names, target, help);
}

void OptionParser::value(const std::string& names, std::string& target, const std::string& help) {
  impl_->app.add_option(names, target, help);
}

void OptionParser::optional_value(const std::string& names, std::optional<std::string>& target,
                                  const std::string& help) {
  impl_->app.add_option_function<std::string>(
      names, [&target](const std::string& value) { target = value; }, help);
}

void OptionParser::values(const std::string& names, std::vector<std::string>& target, const std::string& help) {
  impl_->app.add_option(names, target, help)->allow_extra_args(false);
}

void OptionParser::choice(const std::string& names, std::string& target, const std::vector<std::string>& words,
                          const std::string& help) {
  impl_->app.add_option(names, target, help)->check(CLI::IsMember(words));
}

void OptionParser::seconds(const std::string& names, std::optional<double>& target, const std::string& help) {
  impl_->app.add_option_function<double>(
                names, [&target](const double& value) { target = value; }, help)
      ->check(CLI::Range(0.001, 1e6))
      ->type_name("SECONDS");
}

void OptionParser::positionals(const std::string& name, std::vector<std::string>& target, std::size_t least,
                               std::size_t most, const std::string& help) {
  impl_->app.add_option(name, target, help)->expected(static_cast<int>(least), static_cast<int>(most));
}

Result<std::optional<std::string>> OptionParser::parse(std::span<const std::string> arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // CLI11 takes them from the back
  try {
    impl_->app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    return impl_->app.help();
  } catch (const CLI::ParseError& error) {
    return std::unexpected(
        Error{Errc::Malformed,
              {std::string{impl_->help.name}, 0, 0},
              std::string{error.what()} + " (expected " + synopsis_line(impl_->help).substr(7) + ')'});
  }
  return std::nullopt;
}

}  // namespace rampart
