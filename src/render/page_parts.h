#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// Where the page's script shows what is known of the box under the pointer or with the focus. Without script it
/// stays hidden: the browser shows the same words as a tooltip, and the box links to its row of the table.
extern const std::string_view page_details_panel;

/// A page of its own around `body`: style and script inside, nothing fetched from anywhere.
std::string html_page(std::string_view title, std::string_view body);

}  // namespace rampart
