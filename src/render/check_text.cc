#include "render/check_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "render/finding_text.h"
#include "render/wrapped.h"

namespace rampart {
namespace {

/// A node below /reserved-memory by its name, anything else in full.
std::string_view short_path(std::string_view path) {
  constexpr std::string_view parent = "/reserved-memory/";
  return path.starts_with(parent) && path.size() > parent.size() ? path.substr(parent.size()) : path;
}

class CheckWriter {
 public:
  CheckWriter(const CheckReport& report, const TableStyle& style) : report_{report}, style_{style} {}

  std::string text() {
    for (const ReportedFinding& each : report_.findings) add(each);
    add_sum();
    return std::move(out_);
  }

 private:
  void add(const ReportedFinding& each) {
    const Finding& finding = each.finding;
    append_finding_head(out_, finding, style_);
    add_places(each);
    add_boards(each);
    if (!finding.effect.empty()) {
      out_ += "  ";
      append_wrapped(out_, printable(finding.effect), 2, style_.width);
    }
    append_finding_help(out_, finding, style_);
    out_ += '\n';
  }

  /// What stands at a place: the name and, of a region, its addresses.
  struct Place {
    std::string where;
    std::string name;
    std::string addresses;
  };

  void add_places(const ReportedFinding& each) {
    std::vector<Place> places;
    std::size_t where_width = 0;
    std::size_t name_width = 0;
    for (const Origin& origin : each.finding.locations) {
      Place place{to_string(origin.where), std::string{short_path(origin.detail)}, ""};
      if (!each.boards.empty()) {
        const auto& known = report_.boards[each.boards.front()].places;
        if (const auto found = known.find(origin.detail); found != known.end()) place.addresses = found->second;
      }
      where_width = std::max(where_width, place.where.size());
      name_width = std::max(name_width, place.name.size());
      places.push_back(std::move(place));
    }
    for (const Place& place : places) {
      std::string line =
          fmt::format("  --> {:<{}}   {:<{}}   {}", place.where, where_width, place.name, name_width, place.addresses);
      line.erase(line.find_last_not_of(' ') + 1);
      out_ += printable(line) + '\n';
    }
  }

  /// Which boards have a finding of a file that several include.
  void add_boards(const ReportedFinding& each) {
    if (report_.boards.size() < 2 || each.boards.empty()) return;
    const std::string& first = report_.boards[each.boards.front()].file;
    const bool is_told = !each.finding.locations.empty() && each.finding.locations.front().where.file == first;
    if (each.boards.size() == 1 && is_told) return;
    out_ += "  in ";
    std::string names = first;
    constexpr std::size_t most_named = 3;
    for (std::size_t i = 1; i < std::min(each.boards.size(), most_named); ++i) {
      names += ", " + report_.boards[each.boards[i]].file;
    }
    if (each.boards.size() > most_named) names += fmt::format(" and {} more", each.boards.size() - most_named);
    append_wrapped(out_, printable(names), 5, style_.width);
  }

  void add_sum() {
    const auto counted = [](std::size_t count, std::string_view what) {
      return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    };
    std::string counts;
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
      const std::size_t count = report_.count(severity);
      if (count != 0) counts += (counts.empty() ? "" : ", ") + counted(count, to_string(severity));
    }
    std::size_t regions = 0;
    for (const BoardCheck& board : report_.boards) regions += board.region_count;
    out_ += fmt::format("{} in {} ({})", counts.empty() ? "nothing found" : counts,
                        counted(report_.boards.size(), "file"), counted(regions, "region"));
    if (!report_.suppressed.empty()) out_ += fmt::format("; {} suppressed", report_.suppressed.size());
    out_ += '\n';
  }

  const CheckReport& report_;
  const TableStyle& style_;
  std::string out_;
};

}  // namespace

std::string check_text(const CheckReport& report, const TableStyle& style) { return CheckWriter{report, style}.text(); }

}  // namespace rampart
