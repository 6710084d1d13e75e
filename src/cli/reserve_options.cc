#include "cli/reserve_options.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "base/size_text.h"

namespace rampart {
namespace {

using Action = ReserveRequest::Action;

constexpr CommandHelp add_help{
    .name = "reserve add",
    .purpose = "a new region: a carve-out, a pool, or a parameter of the command line",
    .synopsis =
        "FILE --name NAME --size SIZE [--base ADDRESS | --alignment SIZE --below ADDRESS] [--no-map | "
        "--reusable] [--device &LABEL] [--apply]",
    .examples = {
        "rampart reserve add board.dts --name my_carveout_mem --base 0xd0800000 --size 0x100000 --no-map # the "
        "diff, and what a kernel makes of it",
        "rampart reserve add board.dts --name my_cma --size 0x1400000 --alignment 0x400000 --below 4G --reusable "
        "--apply # written, the old file beside it"}};
constexpr CommandHelp resize_help{
    .name = "reserve resize",
    .purpose = "a region's size; what follows it moves up",
    .synopsis = "FILE NAME --size SIZE [--apply]",
    .examples = {"rampart reserve resize board.dts adsp_mem --size 0x3000000 # the regions behind it move, in order",
                 "rampart reserve resize board.dts linux,cma --size 512M --kernel 6.12 # the default pool, where it is "
                 "decided"}};
constexpr CommandHelp move_help{.name = "reserve move",
                                .purpose = "a region to another place",
                                .synopsis = "FILE NAME --base ADDRESS [--apply]",
                                .examples = {"rampart reserve move board.dts my_carveout_mem --base 0xd0900000 # its "
                                             "name follows the address, its label stays",
                                             "rampart reserve move /boot/extlinux/extlinux.conf cma --base 0x60000000 "
                                             "# cma=SIZE@0x60000000"}};
constexpr CommandHelp remove_help{
    .name = "reserve remove",
    .purpose = "a region, and what names it in memory-region",
    .synopsis = "FILE NAME [--apply]",
    .examples = {"rampart reserve remove board.dts my_carveout_mem # undoes add, byte for "
                 "byte",
                 "rampart reserve remove /etc/default/grub 0x10000000 --apply # the "
                 "memmap= at that base"}};

const CommandHelp& help_of(Action action) {
  switch (action) {
    case Action::Add:
      return add_help;
    case Action::Resize:
      return resize_help;
    case Action::Move:
      return move_help;
    case Action::Remove:
      break;
  }
  return remove_help;
}

/// The words of a request before they are numbers.
struct RequestWords {
  std::string base;
  std::string size;
  std::string alignment;
  std::string below;
  std::vector<std::string> ranges;
  std::optional<std::string> label;
};

Result<void> read_number(const std::string& word, std::string_view option, std::optional<Bytes>& into) {
  if (word.empty()) return {};
  const auto value = parse_size(word, std::string{option} + ' ' + word);
  if (!value) return std::unexpected(value.error());
  into = *value;
  return {};
}

Result<void> read_range(const std::string& word, std::vector<PhysRange>& into) {
  const std::size_t colon = word.find(':');
  const auto base = parse_size(std::string_view{word}.substr(0, colon), "--alloc-range " + word);
  if (!base) return std::unexpected(base.error());
  const auto size = colon == std::string::npos
                        ? Result<Bytes>{Bytes{}}
                        : parse_size(std::string_view{word}.substr(colon + 1), "--alloc-range " + word);
  if (!size) return std::unexpected(size.error());
  const auto range = PhysRange::make({base->value}, *size);
  if (!range) {
    return std::unexpected(
        Error{Errc::Malformed, {"--alloc-range " + word, 0, 0}, "not understood (expected BASE:SIZE)"});
  }
  into.push_back(*range);
  return {};
}

Result<void> read_words(const RequestWords& words, ReserveRequest& request) {
  std::optional<Bytes> base;
  std::optional<Bytes> below;
  auto done = read_number(words.base, "--base", base);
  if (done) done = read_number(words.size, "--size", request.size);
  if (done) done = read_number(words.alignment, "--alignment", request.alignment);
  if (done) done = read_number(words.below, "--below", below);
  for (const std::string& range : words.ranges) {
    if (done) done = read_range(range, request.alloc_ranges);
  }
  if (!done) return done;
  if (base) request.base = PhysAddr{base->value};
  if (below) {
    const auto range = PhysRange::make({0}, *below);
    if (!range || !request.alloc_ranges.empty()) {
      return std::unexpected(Error{Errc::Malformed,
                                   {"--below " + words.below, 0, 0},
                                   "no limit (expected one above 0, and no --alloc-range beside it)"});
    }
    request.alloc_ranges.push_back(*range);
  }
  request.label = words.label;
  return {};
}

void add_options_of_add(OptionParser& parser, ReserveOptions& options, RequestWords& words) {
  ReserveRequest& request = options.request;
  parser.value("--name", options.name, "The node's name; linux,cma for cma= in a boot file");
  parser.optional_value("--label", words.label, "Its label; else made of the name, and none if empty");
  parser.value("--alignment", words.alignment, "Of a region that the kernel places");
  parser.values("--alloc-range", words.ranges, "BASE:SIZE where it may go; may be repeated");
  parser.flag("--no-map", request.no_map, "Linux does not map it: a carve-out");
  parser.flag("--reusable", request.reusable, "Linux uses it until its device asks: a CMA pool");
  parser.flag("--default", request.is_default, "The pool of all devices that name none");
  parser.values("--compatible", request.compatible, "Its compatible; else shared-dma-pool if --reusable");
  parser.value("--device", options.device, "A device's path or &LABEL, whose memory-region gets the region");
}

Result<void> place_positionals(const std::vector<std::string>& words, ReserveOptions& options) {
  options.file = words.front();
  const bool is_add = options.action == Action::Add;
  const std::string command{help_of(options.action).name};
  if (words.size() > 1 && !options.name.empty()) {
    return std::unexpected(Error{Errc::Malformed, {command, 0, 0}, "two names (expected one)"});
  }
  if (words.size() > 1) options.name = words[1];
  if (options.name.empty()) {
    return std::unexpected(Error{
        Errc::Malformed, {command, 0, 0}, is_add ? "no name (expected --name NAME)" : "no name (expected FILE NAME)"});
  }
  options.request.name = options.name;
  return {};
}

}  // namespace

std::optional<Exit> parse_reserve(Context& context, Action action, std::span<const std::string> arguments,
                                  ReserveOptions& options) {
  options.action = action;
  options.request.action = action;
  RequestWords words;
  std::vector<std::string> positionals;
  OptionParser parser{help_of(action)};
  if (action == Action::Add) add_options_of_add(parser, options, words);
  if (action != Action::Remove) {
    parser.value("--base", words.base, "Its address");
    if (action != Action::Move) parser.value("--size", words.size, "64M, 0x100000");
    parser.value("--below", words.below, "It lies below this address: 4G");
  }
  parser.value("--board", options.board, "The .dts or .dtb that FILE is part of, or that it boots");
  parser.value("--boot-file", options.boot_file, "Where the command line stands: extlinux.conf, cmdline.txt, grub");
  parser.value("--overlay", options.overlay, "Write this overlay (.dtso) in place of changing the tree");
  parser.flag("--apply", options.apply, "Write it; else the change is only shown");
  parser.flag("--force", options.request.force, "Touch what firmware holds, and leave the usual boundaries");
  parser.flag("--json", options.json, "One JSON document, schema rampart.reserve/1");
  options.setup.add_to(parser);
  parser.positionals("FILE", positionals, 1, 2,
                     "A .dts, .dtsi or .dtb, extlinux.conf, cmdline.txt, GRUB's defaults, .config or /boot/configs; "
                     "then the region's name");
  if (const auto over = parse_or_exit(context, parser, arguments)) return over;
  if (const auto placed = place_positionals(positionals, options); !placed) return fail(context, placed.error());
  if (const auto read = read_words(words, options.request); !read) return fail(context, read.error());
  return std::nullopt;
}

}  // namespace rampart
