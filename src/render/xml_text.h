#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// Text of unknown origin as the content of an element or a quoted attribute of XML or HTML: printable, and with
/// `& < > " '` as references.
std::string xml_text(std::string_view text);

}  // namespace rampart
