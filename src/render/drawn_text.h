#pragma once

#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/printable.h"

// For tests: the texts of a picture as they are drawn.
namespace rampart {

/// A text of a picture, and the box around it at the widest font in common use.
struct DrawnText {
  std::string text;
  double left;
  double right;
  double top;
  double bottom;
};

inline std::string plain_text(std::string text) {
  const std::pair<const char*, const char*> references[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [reference, character] : references) {
    for (std::size_t at = text.find(reference); at != std::string::npos; at = text.find(reference, at + 1)) {
      text.replace(at, std::string_view{reference}.size(), character);
    }
  }
  return text;
}

inline std::vector<DrawnText> texts_of(const std::string& svg) {
  static const std::regex form{
      R"re(<text x="(-?\d+)" y="(\d+)"(?: class="([^"]*)")?(?: text-anchor="(\w+)")?>([^<]*)</text>)re"};
  std::vector<DrawnText> texts;
  for (std::sregex_iterator match{svg.begin(), svg.end(), form}, end; match != end; ++match) {
    const std::string classes = (*match)[3];
    const double size = classes.find("title") != std::string::npos   ? 18
                        : classes.find("small") != std::string::npos ? 11
                                                                     : 12;
    const double x = std::stod((*match)[1]);
    const double y = std::stod((*match)[2]);
    const std::string text = plain_text((*match)[5]);
    const double width = static_cast<double>(display_width(text)) * size * 0.603;
    const std::string anchor = (*match)[4];
    const double left = anchor == "end" ? x - width : anchor == "middle" ? x - width / 2 : x;
    texts.push_back({text, left, left + width, y - size * 0.8, y + size * 0.2});
  }
  return texts;
}

inline std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// No text of the picture lies over another or passes its edges, 1000 pixels apart.
inline void expect_texts_apart(const std::string& svg) {
  const std::vector<DrawnText> texts = texts_of(svg);
  ASSERT_EQ(texts.size(), count_of(svg, "<text "));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const DrawnText& a = texts[i];
    EXPECT_GE(a.left, 0) << a.text;
    EXPECT_LE(a.right, 1000) << a.text;
    for (std::size_t j = i + 1; j < texts.size(); ++j) {
      const DrawnText& b = texts[j];
      const bool apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      EXPECT_TRUE(apart) << a.text << " | " << b.text;
    }
  }
}

}  // namespace rampart
