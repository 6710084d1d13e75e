#include "edit/command_line_edit.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "sources/cmdline.h"

namespace rampart {
namespace {

/// A character as the kernel gets it, and which bytes [begin, end) of the file are it.
struct WrittenCharacter {
  char letter;
  std::size_t begin;
  std::size_t end;
};

constexpr bool is_blank_letter(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

std::vector<WrittenCharacter> written_characters(std::string_view written) {
  std::vector<WrittenCharacter> characters;
  characters.reserve(written.size());
  for (std::size_t i = 0; i < written.size(); ++i) characters.push_back({written[i], i, i + 1});
  return characters;
}

/// Joins each backslash with the character that it makes plain; `special` are those that it does so for.
void unescape(std::vector<WrittenCharacter>& characters, std::string_view special) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    WrittenCharacter character = characters[i];
    const bool escapes = character.letter == '\\' && i + 1 < characters.size() &&
                         (special.empty() || special.find(characters[i + 1].letter) != std::string_view::npos);
    if (escapes) {
      character = {characters[i + 1].letter, character.begin, characters[i + 1].end};
      ++i;
    }
    characters[kept++] = character;
  }
  characters.resize(kept);
}

std::vector<WrittenCharacter> decoded(std::string_view written, CommandLineQuoting quoting) {
  auto characters = written_characters(written);
  if (quoting == CommandLineQuoting::None) return characters;
  if (quoting == CommandLineQuoting::GrubDouble) unescape(characters, "$`\"\\");
  unescape(characters, "");
  return characters;
}

/// A word of the command line: what it says, and its bytes in the file.
struct WrittenWord {
  std::string text;
  std::size_t begin = 0;
  std::size_t value_begin = 0;  ///< Behind the `=`; `end` if it has none.
  std::size_t end = 0;

  std::string_view name() const { return std::string_view{text}.substr(0, text.find('=')); }
  bool has_value() const { return text.find('=') != std::string::npos; }
  std::string_view value() const {
    if (!has_value()) return {};
    std::string_view rest = std::string_view{text}.substr(text.find('=') + 1);
    if (rest.starts_with('"')) rest.remove_prefix(1);
    if (rest.ends_with('"')) rest.remove_suffix(1);
    return rest;
  }
};

/// Cut at blanks outside double quotes, as the kernel does.
std::vector<WrittenWord> written_words(std::string_view written, CommandLineQuoting quoting) {
  std::vector<WrittenWord> words;
  bool in_word = false;
  bool in_quotes = false;
  bool has_equals = false;
  for (const WrittenCharacter& character : decoded(written, quoting)) {
    if (!in_quotes && is_blank_letter(character.letter)) {
      in_word = false;
      continue;
    }
    if (!in_word) {
      words.push_back({.text = "", .begin = character.begin, .value_begin = character.end, .end = character.end});
      has_equals = false;
    }
    in_word = true;
    if (character.letter == '"') in_quotes = !in_quotes;
    WrittenWord& word = words.back();
    word.text += character.letter;
    word.end = character.end;
    if (!has_equals) word.value_begin = character.end;
    if (character.letter == '=') has_equals = true;
  }
  return words;
}

bool has_open_quote(std::string_view written, CommandLineQuoting quoting) {
  return std::ranges::count(decoded(written, quoting), '"', &WrittenCharacter::letter) % 2 != 0;
}

std::string encoded(std::string_view word, CommandLineQuoting quoting) {
  if (quoting == CommandLineQuoting::None) return std::string{word};
  std::string text;
  for (const char letter : word) {
    const bool is_special = letter == '$' || letter == '\\' || letter == '"' || letter == '`';
    if (!is_special) {
      text += letter;
    } else if (quoting == CommandLineQuoting::GrubSingle) {
      text += std::string{'\\', letter};
    } else {
      text += std::string{"\\\\\\"} + letter;
    }
  }
  return text;
}

class CommandLineEditor {
 public:
  CommandLineEditor(std::string_view written, CommandLineQuoting quoting, std::string_view file, std::size_t line)
      : text_{written}, quoting_{quoting}, file_{file}, line_{line} {}

  Result<void> apply(const BootEdit& edit) {
    if (has_open_quote(text_, quoting_)) {
      return error(Errc::Malformed, "a quote is never closed: all behind it is one word (expected another quote)");
    }
    if (edit.action != BootEdit::Action::Remove) {
      const bool is_one_word = edit.value.find_first_of(" \t\r\n\"'") == std::string::npos;
      if (!is_one_word || edit.name.empty()) {
        return error(Errc::Unsupported, edit.name + "=" + edit.value + " is no one word (expected no blank, no quote)");
      }
    }
    switch (edit.action) {
      case BootEdit::Action::Set:
        return set(edit);
      case BootEdit::Action::Add:
        add(edit);
        return {};
      case BootEdit::Action::Remove:
        return remove(edit);
    }
    return {};
  }

  std::string take() { return std::move(text_); }

 private:
  std::unexpected<Error> error(Errc code, std::string what) const {
    return std::unexpected(Error{code, {std::string{file_}, line_, 0}, std::move(what)});
  }
  std::unexpected<Error> missing(const BootEdit& edit) const {
    const std::string which = edit.old_value ? edit.name + "=" + *edit.old_value : edit.name + "=";
    return error(Errc::NotFound, which + " is not on the command line (expected it there)");
  }

  /// The words for the kernel; `init_at` is where ` -- ` begins, if it does.
  std::vector<WrittenWord> words(std::optional<std::size_t>* init_at = nullptr) const {
    auto all = written_words(text_, quoting_);
    const auto dashes = std::ranges::find(all, "--", &WrittenWord::text);
    if (dashes != all.end() && init_at != nullptr) *init_at = dashes->begin;
    all.erase(dashes, all.end());
    return all;
  }
  static bool is_meant(const WrittenWord& word, const BootEdit& edit) {
    return same_parameter(word.name(), edit.name) && (!edit.old_value || word.value() == *edit.old_value);
  }

  Result<void> set(const BootEdit& edit) {
    const auto all = words();
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const auto& word) { return is_meant(word, edit); });
    if (found == all.rend()) {
      if (edit.old_value) return missing(edit);
      add(edit);
      return {};
    }
    const std::string value = (found->has_value() ? "" : "=") + encoded(edit.value, quoting_);
    text_.replace(found->value_begin, found->end - found->value_begin, value);
    return {};
  }

  void add(const BootEdit& edit) {
    std::optional<std::size_t> init_at;
    const auto all = words(&init_at);
    const std::string word = encoded(edit.name + "=" + edit.value, quoting_);
    if (!all.empty()) {
      text_.insert(all.back().end, " " + word);
    } else {
      text_.insert(init_at.value_or(0), init_at ? word + " " : word);
    }
  }

  Result<void> remove(const BootEdit& edit) {
    const auto all = words();
    bool found = false;
    for (std::size_t i = all.size(); i-- > 0;) {
      if (!is_meant(all[i], edit)) continue;
      found = true;
      std::size_t begin = all[i].begin;
      std::size_t end = all[i].end;
      const bool is_only = all.size() == 1 && end == text_.size();
      if (i > 0) {
        --begin;  // the blank before it
      } else if (!is_only && all.size() > 1 && end < text_.size()) {
        ++end;  // the first of several: the blank behind it
      } else if (!is_only && text_.substr(end).find_first_not_of(" \t\r\n") != std::string::npos) {
        ++end;  // the only one before ` -- `
      }
      text_.erase(begin, end - begin);
    }
    return found ? Result<void>{} : missing(edit);
  }

  std::string text_;
  CommandLineQuoting quoting_;
  std::string_view file_;
  std::size_t line_;
};

}  // namespace

Result<std::string> edit_command_line(std::string_view written, CommandLineQuoting quoting,
                                      std::span<const BootEdit> edits, std::string_view file, std::size_t line) {
  CommandLineEditor editor{written, quoting, file, line};
  for (const BootEdit& edit : edits) {
    if (auto done = editor.apply(edit); !done) return std::unexpected(std::move(done.error()));
  }
  return editor.take();
}

std::string plain_command_line(std::string_view written, CommandLineQuoting quoting) {
  std::string plain;
  for (const WrittenCharacter& character : decoded(written, quoting)) plain += character.letter;
  return plain;
}

bool has_parameter(std::string_view written, CommandLineQuoting quoting, std::string_view name) {
  return std::ranges::any_of(written_words(written, quoting),
                             [&](const WrittenWord& word) { return same_parameter(word.name(), name); });
}

}  // namespace rampart
