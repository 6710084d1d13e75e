#include "host/compiler_message.h"

#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include "base/lines.h"
#include "base/scanner.h"

namespace rampart {
namespace {

constexpr std::size_t longest_message = 500;

/// Lower case at the beginning, unless it begins with an abbreviation, and no full stop at the end.
std::string in_our_form(std::string_view text) {
  std::string message{text.substr(0, longest_message)};
  const auto is_upper = [&](std::size_t i) {
    return i < message.size() && std::isupper(static_cast<unsigned char>(message[i])) != 0;
  };
  if (is_upper(0) && !is_upper(1)) message[0] = static_cast<char>(message[0] - 'A' + 'a');
  if (message.ends_with('.')) message.pop_back();
  if (message == "syntax error") message += " (expected device-tree source)";  // all that dtc's parser says
  return message;
}

/// The end of a place and what is wrong there: cpp's `:10: fatal error: text`, dtc's `.22-24: ERROR (check): text` and
/// `.7-3.14 text`.
struct Tail {
  std::size_t column;
  std::string_view message;
};

std::optional<Tail> tail_of(std::string_view text) {
  Scanner scan{text};
  const bool is_dtc = scan.literal(".");
  if (!is_dtc && !scan.literal(":")) return std::nullopt;
  const auto column = scan.number();
  if (!column) return std::nullopt;
  if (is_dtc && scan.literal("-") && scan.number() && scan.literal(".")) scan.number();
  scan.literal(":");
  if (!scan.blanks()) return std::nullopt;
  if (is_dtc && scan.literal("ERROR (") && scan.until("): ")) scan.literal("): ");
  if (!is_dtc && !scan.literal("error: ") && !scan.literal("fatal error: ")) return std::nullopt;
  return Tail{static_cast<std::size_t>(*column), scan.rest()};
}

std::optional<Error> placed_error(std::string_view line) {
  for (const std::string_view prefix : {"Error: ", "Lexical error: "}) {
    if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
  }
  for (std::size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
    Scanner scan{line.substr(colon + 1)};
    const auto number = scan.number();
    if (!number || colon == 0) continue;
    if (const auto tail = tail_of(scan.rest())) {
      return Error{Errc::Malformed,
                   {std::string{line.substr(0, colon)}, static_cast<std::size_t>(*number), tail->column},
                   in_our_form(tail->message)};
    }
  }
  return std::nullopt;
}

}  // namespace

Error first_compiler_error(std::string_view text, std::string_view file) {
  std::string unplaced;
  for (const Line line : Lines{text}) {
    if (auto error = placed_error(line.text)) return std::move(*error);
    for (const std::string_view mark : {"FATAL ERROR: ", "fatal error: ", "error: "}) {
      const std::size_t at = line.text.find(mark);
      if (unplaced.empty() && at != std::string_view::npos) unplaced = in_our_form(line.text.substr(at + mark.size()));
    }
  }
  if (unplaced.empty()) unplaced = "the compiler failed and did not say why";
  return {Errc::Malformed, {std::string{file}, 0, 0}, std::move(unplaced)};
}

}  // namespace rampart
