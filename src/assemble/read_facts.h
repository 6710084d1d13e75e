#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/note.h>

#include "base/file_tree.h"

namespace rampart {

/// Reads and parses one small file. What cannot be read or is not understood becomes a note; what is absent does not,
/// since each of these files exists only on some systems.
template <typename Parse>
auto read_facts(FileTree& files, std::string_view path, std::vector<Note>& notes, Parse parse)
    -> std::optional<typename decltype(parse(std::string_view{}, path))::value_type> {
  const auto text = files.read(path);
  if (!text) {
    if (text.error().code != Errc::NotFound) notes.push_back({std::string{path}, text.error().what, ""});
    return std::nullopt;
  }
  auto facts = parse(*text, path);
  if (!facts) {
    notes.push_back({to_string(facts.error().where), facts.error().what, ""});
    return std::nullopt;
  }
  return std::move(*facts);
}

}  // namespace rampart
