#include "assemble/watched_file.h"

namespace rampart {

bool WatchedFile::cannot_read(const Error& error) {
  has_text_ = false;
  absent_ = error.code == Errc::NotFound;
  given_up_ = error.code != Errc::Io;
  if (absent_ && missing_ == Missing::Normal) return take_back_note();
  std::string_view remedy = absent_ ? remedy_ : std::string_view{};
  if (error.code == Errc::NoPermission) remedy = "run as root";
  Note note{path_, error.what, std::string{remedy}};
  if (note_ == note) return false;
  note_ = std::move(note);
  return true;
}

bool WatchedFile::cannot_parse(const Error& error) {
  Note note{path_, error.what, {}};
  if (error.where.line != 0) note.reason = "line " + std::to_string(error.where.line) + ": " + error.what;
  if (note_ == note) return false;
  note_ = std::move(note);
  return true;
}

bool WatchedFile::take_back_note() {
  const bool had = note_.has_value();
  note_.reset();
  return had;
}

bool WatchedFile::keep(std::string_view content) {
  if (has_text_ && text_ == content) return false;
  // Room for the numbers to get longer, so that a later sample need not allocate.
  if (text_.capacity() < content.size()) text_.reserve(content.size() + content.size() / 2 + 64);
  text_ = content;
  has_text_ = true;
  was_read_ = true;
  changed_ = true;
  return true;
}

}  // namespace rampart
