#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/contiguous_config.h>

namespace rampart {

/// A request that names no type has this one.
constexpr std::string_view common_type = "common";

/// Reads `NAME=SIZE[@START][/ALIGN][:ALLOCATOR[(PARAMETERS)]];...`, the `cma` parameter of the contiguous memory
/// patches of 2010 (v4 and v5). Numbers as on a kernel's command line: decimal, 0x or 0, with K, M, G. `file` names the
/// text in errors, which all carry a column: Malformed for what breaks the grammar and for a name that stands twice,
/// OutOfRange for a size of zero, an alignment that is no power of two and regions that overlap, TooLarge past 255
/// regions (those patches took 15 on the command line, any number from a board's code).
Result<std::vector<ContiguousRegion>> parse_contiguous_regions(std::string_view text, std::string_view file);

/// Reads `DEVICE[/TYPE],...=REGION,...;...`, the map of the same patches. `/TYPE` alone is another type of the device
/// named before it. Malformed, with the column, for anything else; white space is allowed nowhere. An empty text is an
/// empty map.
Result<std::vector<ContiguousRule>> parse_contiguous_map(std::string_view text, std::string_view file);

/// Reads both from one line, as they stood on a command line, and the heaps that the patches did not have:
///   cma=mfc=16M:buddy;cam=8M cma_map=s3c-mfc/A=mfc;*=cam,mfc cma_heap=mfc=linux,cma
/// `cma_map` may be written `cma.map`, and each part be left out; of a part given twice the last counts. In `cma_heap`,
/// `*=HEAP` is for the regions that it does not name. Errors as above; NotFound for a heap of a region that is not
/// there.
Result<ContiguousConfig> parse_contiguous_line(std::string_view text, std::string_view file);

/// Reads the same from TOML:
///   map = "s3c-mfc/A=mfc;*=cam,mfc"
///   [[region]]
///   name = "mfc"
///   size = "16M"             # or a number of bytes; also: start, alignment
///   allocator = "buddy"      # also: parameters = "min=64K", heap = "linux,cma"
/// Errors as above, with line and column.
Result<ContiguousConfig> parse_contiguous_toml(std::string_view text, std::string_view file);

/// The texts that the functions above read back into the same values.
std::string contiguous_regions_text(const std::vector<ContiguousRegion>& regions);
std::string contiguous_map_text(const std::vector<ContiguousRule>& map);
std::string contiguous_line_text(const ContiguousConfig& config);

/// The first rule that is for this request, or null. An empty type is `common`.
const ContiguousRule* find_rule(const std::vector<ContiguousRule>& map, std::string_view device, std::string_view type);

}  // namespace rampart
