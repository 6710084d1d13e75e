#include <cstdlib>

#include "sources/dts_positions.h"

/// The input is the annotated tree, and behind a form feed the preprocessed source.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const std::size_t cut = text.find('\f');
  const std::string_view source = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);
  const auto positions = parse_dts_positions(text.substr(0, cut), source, "fuzz");
  if (!positions) {
    if (positions.error().where.line == 0) std::abort();  // an error always names its line
    return 0;
  }
  if (positions->property("/", "reg") && positions->empty()) std::abort();
  const auto root = positions->node("/");
  if (root && (root->file.empty() || root->line == 0 || root->column == 0)) std::abort();  // a place is a whole place
  return 0;
}
