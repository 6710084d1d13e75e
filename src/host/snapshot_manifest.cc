#include "host/snapshot_manifest.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "host/normal_path.h"

namespace rampart {
namespace {

using Json = nlohmann::ordered_json;

struct CodeWord {
  Errc code;
  std::string_view word;
};
constexpr CodeWord code_words[] = {
    {Errc::NotFound, "not-found"},
    {Errc::NoPermission, "no-permission"},
    {Errc::Malformed, "malformed"},
    {Errc::OutOfRange, "out-of-range"},
    {Errc::TooLarge, "too-large"},
    {Errc::Unsupported, "unsupported"},
    {Errc::Io, "io"},
};

Json unreadable(const std::string& name, std::string_view question, const Error& error) {
  const auto* const word = std::ranges::find(code_words, error.code, &CodeWord::code);
  return {{"path", name}, {"question", question}, {"code", word->word}, {"what", escape_name(error.what)}};
}

/// A string of a JSON object, unescaped; empty if there is none.
std::string text_at(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  return unescape_name(found->get_ref<const std::string&>());
}

/// Calls `use` with each element of an array of a JSON object, if it is there.
template <typename Use>
void for_each_in(const Json& object, const char* key, Use use) {
  if (!object.is_object()) return;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return;
  for (const Json& element : *found) use(element);
}

void add_listing(const Json& entry, Recording& into) {
  const std::string path = normal_path(text_at(entry, "path"));
  if (!path.starts_with('/')) return;
  std::vector<std::string> names;
  for_each_in(entry, "names", [&](const Json& name) {
    if (name.is_string()) names.push_back(unescape_name(name.get_ref<const std::string&>()));
  });
  std::ranges::sort(names);
  into[path].names = std::move(names);
}

void add_link(const Json& entry, Recording& into) {
  const std::string path = normal_path(text_at(entry, "path"));
  if (path.starts_with('/')) into[path].target = text_at(entry, "target");
}

void add_error(const Json& entry, Recording& into) {
  const std::string path = normal_path(text_at(entry, "path"));
  const std::string code = text_at(entry, "code");
  const auto* const word = std::ranges::find(code_words, code, &CodeWord::word);
  if (!path.starts_with('/') || word == std::end(code_words)) return;
  const std::unexpected error{Error{word->code, {path, 0, 0}, text_at(entry, "what")}};
  const std::string question = text_at(entry, "question");
  if (question == "read") into[path].content = error;
  if (question == "list") into[path].names = error;
  if (question == "read-link") into[path].target = error;
}

}  // namespace

std::string escape_name(std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string escaped;
  escaped.reserve(name.size());
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= ' ' && byte < 0x7f && byte != '%') {
      escaped += character;
    } else {
      escaped += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return escaped;
}

std::string unescape_name(std::string_view name) {
  std::string unescaped;
  unescaped.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    unsigned char byte{};
    const std::string_view digits = name.substr(i).substr(1, 2);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    const bool escaped = name[i] == '%' && failure == std::errc{} && end == digits.data() + 2;
    unescaped += escaped ? static_cast<char>(byte) : name[i];
    if (escaped) i += 2;
  }
  return unescaped;
}

std::string write_manifest(const Recording& recording, const SnapshotFacts& facts) {
  Json manifest = {{"schema", manifest_schema}, {"redacted", facts.redacted}};
  for (const auto& [name, text] : facts.extras) manifest[name] = text;
  Json files = Json::array();
  Json directories = Json::array();
  Json links = Json::array();
  Json failures = Json::array();
  for (const auto& [path, answers] : recording) {
    const std::string name = escape_name(path);
    if (answers.content && *answers.content) files.push_back({{"path", name}, {"size", (*answers.content)->size()}});
    if (answers.names && *answers.names) {
      Json names = Json::array();
      for (const std::string& entry : **answers.names) names.push_back(escape_name(entry));
      directories.push_back({{"path", name}, {"names", std::move(names)}});
    }
    if (answers.target && *answers.target) links.push_back({{"path", name}, {"target", escape_name(**answers.target)}});
    if (answers.content && !*answers.content) failures.push_back(unreadable(name, "read", answers.content->error()));
    if (answers.names && !*answers.names) failures.push_back(unreadable(name, "list", answers.names->error()));
    if (answers.target && !*answers.target) failures.push_back(unreadable(name, "read-link", answers.target->error()));
  }
  manifest["files"] = std::move(files);
  manifest["directories"] = std::move(directories);
  manifest["links"] = std::move(links);
  manifest["unreadable"] = std::move(failures);
  // What a caller puts into the extras may be any bytes; a manifest is UTF-8 all the same.
  return manifest.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<void> read_manifest(std::string_view text, std::string_view file, Recording& into) {
  const SourcePos where{std::string{file}, 0, 0};
  const Json manifest = Json::parse(text, nullptr, false);
  if (!manifest.is_object()) {
    return std::unexpected(Error{Errc::Malformed, where, std::string{manifest_name} + " is no JSON object"});
  }
  if (const std::string schema = text_at(manifest, "schema"); schema != manifest_schema) {
    return std::unexpected(Error{Errc::Unsupported, where,
                                 "snapshot of schema `" + escape_name(schema.substr(0, 80)) + "` (expected `" +
                                     std::string{manifest_schema} + "`)"});
  }
  for_each_in(manifest, "directories", [&](const Json& entry) { add_listing(entry, into); });
  for_each_in(manifest, "links", [&](const Json& entry) { add_link(entry, into); });
  for_each_in(manifest, "unreadable", [&](const Json& entry) { add_error(entry, into); });
  return {};
}

}  // namespace rampart
