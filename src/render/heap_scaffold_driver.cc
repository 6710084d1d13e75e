#include "render/heap_scaffold_driver.h"

#include "render/heap_scaffold_texts.h"

namespace rampart {
namespace {

/// The text with every place of a word filled.
std::string filled(std::string_view text, std::string_view heap, std::string_view id) {
  constexpr std::string_view name_place = "@NAME@";
  constexpr std::string_view id_place = "@ID@";
  std::string out;
  while (!text.empty()) {
    const bool is_name = text.starts_with(name_place);
    const bool is_id = text.starts_with(id_place);
    if (is_name) out += heap;
    if (is_id) out += id;
    if (!is_name && !is_id) out += text.front();
    text.remove_prefix(is_name ? name_place.size() : is_id ? id_place.size() : 1);
  }
  return out;
}

}  // namespace

std::string cma_heap_add_driver(std::string_view id) { return filled(cma_heap_add_text, {}, id); }

std::string built_in_heap_driver(std::string_view heap, std::string_view id) {
  return filled(built_in_buffer_text, heap, id) + filled(built_in_heap_text, heap, id);
}

}  // namespace rampart
