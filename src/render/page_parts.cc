#include "render/page_parts.h"

#include <fmt/format.h>

#include "render/xml_text.h"

namespace rampart {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark}
body{margin:0 auto;padding:8px;max-width:1240px;font:14px/1.45 sans-serif;background:#fff;color:#1b1f24}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.picture{overflow-x:auto}
svg.rampart{display:block;max-width:100%;height:auto}
svg.rampart .box{outline:none}
svg.rampart .box:hover .edge,svg.rampart .box:focus .edge{stroke:#d1242f;stroke-width:3}
#details{position:sticky;bottom:0;margin:8px 0;padding:8px 12px;background:#f3f5f7;border:1px solid #8c959f;
border-radius:6px;max-height:40vh;overflow:auto}
#details dl{display:grid;grid-template-columns:max-content 1fr;gap:0 16px;margin:0}
#details dt{color:#57606a}
#details dd{margin:0;font-family:monospace;overflow-wrap:anywhere}
h2{font-size:16px;margin:20px 0 6px}
li.error strong{color:#a40e26}li.warning strong{color:#8a4600}
table{border-collapse:collapse;margin:20px 0;width:100%;font:12px/1.5 monospace}
caption{text-align:left;font:bold 16px sans-serif;padding-bottom:6px}
th,td{text-align:left;vertical-align:top;padding:2px 8px 2px 0;border-bottom:1px solid #d0d7de}
td{overflow-wrap:break-word;max-width:30ch}
td:nth-child(-n+5){white-space:nowrap;max-width:none}
td:nth-child(-n+4),th:nth-child(-n+4){text-align:right}
.wide{overflow-x:auto}
th button{font:inherit;font-weight:bold;color:inherit;background:none;border:0;padding:0;cursor:pointer}
th button::after{content:" \2195";color:#6e7781}
th[aria-sort=ascending] button::after{content:" \2191";color:inherit}
th[aria-sort=descending] button::after{content:" \2193";color:inherit}
tr:target,tbody tr:hover{background:#ddeeff}
.sources{color:#57606a}
@media (prefers-color-scheme:dark){
body{background:#0f141a;color:#e6edf3}
svg.rampart .box:hover .edge,svg.rampart .box:focus .edge{stroke:#ff7b72}
#details{background:#1a212a;border-color:#57606a}
#details dt,.sources{color:#9aa5b1}
li.error strong{color:#ff9492}li.warning strong{color:#f0b72f}
th,td{border-color:#30363d}
tr:target,tbody tr:hover{background:#1d3350}
}
@media print{#details{display:none}}
)css";

// Shows the words of a box's <title> in the panel, and sorts a table by the column whose heading is pressed.
constexpr std::string_view script = R"js(
"use strict";
const panel = document.getElementById("details");
function show(box) {
  const list = document.createElement("dl");
  for (const line of box.querySelector("title").textContent.split("\n")) {
    const colon = line.indexOf(": ");
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    name.textContent = line.slice(0, colon);
    value.textContent = line.slice(colon + 2);
    list.append(name, value);
  }
  panel.replaceChildren(list);
  panel.hidden = false;
}
for (const box of document.querySelectorAll("svg.rampart .box")) {
  box.addEventListener("focus", () => show(box));
  box.addEventListener("pointerenter", () => show(box));
}
function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.key ?? cell.textContent;
}
function sort(table, heading) {
  const column = heading.cellIndex;
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = Array.from(table.tBodies[0].rows);
  const sign = down ? -1 : 1;
  rows.sort((a, b) => {
    const x = keyOf(a, column), y = keyOf(b, column);
    return x < y ? -sign : x > y ? sign : 0;
  });
  table.tBodies[0].append(...rows);
}
for (const table of document.querySelectorAll("table.regions")) {
  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(table, heading));
    heading.replaceChildren(button);
  }
}
)js";

}  // namespace

const std::string_view page_details_panel =
    "<aside id=\"details\" aria-live=\"polite\" aria-label=\"Details\" hidden></aside>\n";

std::string html_page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}<script>{}</script>\n"
      "</body>\n</html>\n",
      xml_text(title), style, body, script);
}

}  // namespace rampart
