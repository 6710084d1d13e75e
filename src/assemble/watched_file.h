#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/note.h>

#include "base/file_tree.h"

namespace rampart {

/// A file that is read again and again, and a note of what is the matter if it cannot be.
class WatchedFile {
 public:
  /// What it means if there is no such file.
  enum class Missing : std::uint8_t {
    Noted,   ///< Something the answer lacks.
    Normal,  ///< This kernel has none; nothing to tell.
  };

  /// `remedy` is what the note of a missing file says; it is not copied.
  explicit WatchedFile(std::string path, std::string_view remedy = {}, Missing missing = Missing::Noted)
      : path_{std::move(path)}, remedy_{remedy}, missing_{missing} {}

  /// Reads the file by way of `scratch` and, if it says something new, has `parse` read it into `facts`; if either
  /// fails, `facts` is empty and the note says why. A file that is missing, forbidden or too large is not asked for
  /// again. True if the note is another than before.
  template <typename Facts>
  bool refresh(FileTree& files, std::string& scratch, Result<void> (*parse)(std::string_view, std::string_view, Facts&),
               std::optional<Facts>& facts) {
    changed_ = false;
    if (given_up_) return false;
    if (auto done = files.read(path_, scratch); !done) {
      facts.reset();
      return cannot_read(done.error());
    }
    if (!keep(scratch)) return false;
    if (!facts) facts.emplace();
    auto parsed = parse(text_, path_, *facts);
    if (!parsed) facts.reset();
    return parsed ? take_back_note() : cannot_parse(parsed.error());
  }

  const std::string& path() const { return path_; }
  /// Whether the last refresh met a text other than the one before it.
  bool changed() const { return changed_; }
  /// Whether there is no such file.
  bool absent() const { return absent_; }
  /// Whether the file was there once and is no more.
  bool lost() const { return absent_ && was_read_; }
  const std::optional<Note>& note() const { return note_; }

 private:
  bool cannot_read(const Error& error);
  bool cannot_parse(const Error& error);
  bool take_back_note();
  /// Keeps a copy of `content`; false if it is what we have.
  bool keep(std::string_view content);

  std::string path_;
  std::string_view remedy_;
  std::string text_;
  std::optional<Note> note_;
  Missing missing_;
  bool has_text_ = false;
  bool was_read_ = false;
  bool changed_ = false;
  bool given_up_ = false;
  bool absent_ = false;
};

/// Makes of a parser that returns a value one that fills it in, for `refresh`.
template <auto parse, typename Facts>
Result<void> parse_into(std::string_view text, std::string_view file, Facts& into) {
  auto parsed = parse(text, file);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  into = Facts{std::move(*parsed)};
  return {};
}

}  // namespace rampart
