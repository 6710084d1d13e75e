#include "render/map_picture.h"

#include "render/picture_svg.h"

namespace rampart {
namespace {

constexpr const char* xml_declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace

std::string map_picture(const MapView& view) {
  const PictureColumn columns[] = {{view, ""}};
  return xml_declaration + picture_svg(columns, false);
}

std::string map_picture(const PictureColumn& left, const PictureColumn& right) {
  const PictureColumn columns[] = {left, right};
  return xml_declaration + picture_svg(columns, false);
}

}  // namespace rampart
