#include "sources/dmabuf_bufinfo.h"

#include <algorithm>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

/// Which of the optional columns the header names. Text without a header has both.
struct Columns {
  bool ino = true;
  bool name = true;
};

Columns columns_of(std::string_view header) {
  Columns columns{false, false};
  Scanner scan{header};
  while (!scan.at_end()) {
    const std::string_view word = scan.word();
    columns.ino |= word == "ino";
    columns.name |= word == "name";
    scan.blanks();
  }
  return columns;
}

std::optional<std::uint64_t> next_number(Scanner& scan, int base) {
  const auto number = scan.number(base);
  return number && scan.blanks() ? number : std::nullopt;
}

/// Reads `02097152 00000002 00080007 00000001 udmabuf 00000004 <none>`. The size is decimal for all its zeros.
std::optional<DmabufObject> parse_object(std::string_view text, const Columns& columns) {
  Scanner scan{text};
  const auto size = next_number(scan, 10);
  const auto flags = size ? next_number(scan, 16) : std::nullopt;
  const auto mode = flags ? next_number(scan, 16) : std::nullopt;
  const auto count = mode ? next_number(scan, 10) : std::nullopt;
  if (!count) return std::nullopt;
  DmabufObject object{
      .size = {*size}, .flags = *flags, .mode = *mode, .count = *count, .exporter = std::string{scan.word()}};
  scan.blanks();
  if (object.exporter.empty()) return std::nullopt;
  if (columns.ino) {
    object.ino = scan.number();
    if (!object.ino || (!scan.blanks() && !scan.at_end())) return std::nullopt;
  }
  // Linux 5.3 to 5.17 print a name that their header does not announce.
  const std::string_view name = trim_right(scan.rest());
  if (!name.empty() && name != "<none>") object.name = name;
  return object;
}

/// Reads `seq 17 unsignalled`, the end of a fence line; the number is missing before 5.18. Cuts it off `text`.
std::optional<DmabufFence> parse_fence_end(std::string_view& text) {
  DmabufFence fence;
  const std::size_t state_at = text.rfind(' ') + 1;
  const std::string_view state = text.substr(state_at);
  if (state != "signalled" && state != "unsignalled") return std::nullopt;
  fence.signalled = state == "signalled";
  text = trim_right(text.substr(0, state_at));
  const std::size_t seq_at = text.rfind(" seq ");
  if (seq_at == std::string_view::npos) return fence;
  Scanner scan{text.substr(seq_at + 5)};
  fence.seqno = scan.number();
  if (!scan.at_end()) return std::nullopt;
  text = text.substr(0, seq_at);
  return fence;
}

/// Reads `write fence:v3d bin seq 17 unsignalled` or `Exclusive fence: etnaviv 130000.gpu signalled`.
std::optional<DmabufFence> parse_fence(std::string_view text) {
  constexpr std::string_view mark = " fence:";
  const std::size_t mark_at = text.find(mark);
  if (mark_at == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(mark_at + mark.size());
  auto fence = parse_fence_end(rest);
  if (!fence) return std::nullopt;
  Scanner scan{rest};
  scan.blanks();
  fence->usage = text.substr(0, mark_at);
  fence->driver = scan.word();
  scan.blanks();
  fence->timeline = scan.rest();
  return fence;
}

struct TotalLine {
  std::uint64_t count{};
  std::optional<Bytes> size;  ///< Of the last line; `Total 2 devices attached` has none.
};

/// Reads `Total 4 objects, 6303744 bytes` or `Total 0 devices attached`.
std::optional<TotalLine> parse_total(std::string_view text) {
  Scanner scan{text};
  if (!scan.literal("Total ")) return std::nullopt;
  const auto count = scan.number();
  if (!count) return std::nullopt;
  if (scan.literal(" devices attached") && scan.at_end()) return TotalLine{*count, std::nullopt};
  if (!scan.literal(" objects, ")) return std::nullopt;
  const auto size = scan.number();
  if (!size || !scan.literal(" bytes") || !scan.at_end()) return std::nullopt;
  return TotalLine{*count, Bytes{*size}};
}

class BufinfoParser {
 public:
  explicit BufinfoParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line) {
    const std::string_view text = trim(line.text);
    if (text.empty() || text == "Dma-buf Objects:") return {};
    if (text.starts_with("size") && text.find("exp_name") != std::string_view::npos) {
      columns_ = columns_of(text);
      return {};
    }
    if (text.starts_with("Total ")) return take_total(line, text);
    if (text == "Attached Devices:") {
      in_devices_ = true;
      return {};
    }
    if (in_devices_ && !parse_object(text, columns_)) return take_device(line, text);
    in_devices_ = false;
    if (text.find(" fence:") != std::string_view::npos) return take_fence(line, text);
    return take_object(line, text);
  }

  DmabufInfo finish() && { return std::move(info_); }

 private:
  std::unexpected<Error> too_large(const Line& line, std::string what) const {
    return std::unexpected(Error{Errc::TooLarge, {std::string{file_}, line.number, 1}, std::move(what)});
  }

  Result<void> take_object(const Line& line, std::string_view text) {
    auto object = parse_object(text, columns_);
    if (!object) {
      return malformed(file_, line.number, 1, "no buffer (expected size, flags, mode, count, exporter and inode)");
    }
    if (info_.objects.size() == DmabufInfo::max_objects) return too_large(line, "more buffers than are read");
    object->line = line.number;
    info_.objects.push_back(*std::move(object));
    return {};
  }

  Result<void> take_fence(const Line& line, std::string_view text) {
    auto fence = parse_fence(text);
    if (!fence || info_.objects.empty()) {
      return malformed(file_, line.number, 1, "no fence of a buffer (expected <usage> fence:<driver> ... signalled)");
    }
    if (++attachment_count_ > DmabufInfo::max_attachments) return too_large(line, "more fences than are read");
    info_.objects.back().fences.push_back(*std::move(fence));
    return {};
  }

  Result<void> take_device(const Line& line, std::string_view text) {
    if (info_.objects.empty()) return malformed(file_, line.number, 1, "a device without a buffer (expected a buffer)");
    if (++attachment_count_ > DmabufInfo::max_attachments) return too_large(line, "more devices than are read");
    info_.objects.back().devices.emplace_back(text);
    return {};
  }

  Result<void> take_total(const Line& line, std::string_view text) {
    const auto total = parse_total(text);
    if (!total) {
      return malformed(file_, line.number, 1,
                       "no total (expected Total <n> devices attached or Total <n> objects, <n> bytes)");
    }
    in_devices_ = false;
    if (total->size) {
      info_.total_count = total->count;
      info_.total_size = total->size;
    }
    return {};
  }

  std::string_view file_;
  Columns columns_;
  DmabufInfo info_;
  std::size_t attachment_count_ = 0;
  bool in_devices_ = false;
};

}  // namespace

Result<DmabufInfo> parse_dmabuf_bufinfo(std::string_view text, std::string_view file) {
  BufinfoParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

}  // namespace rampart
