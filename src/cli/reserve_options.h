#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/reserve/reserve_request.h"
#include "cli/setup_inputs.h"

namespace rampart {

/// What `reserve` is told on its command line.
struct ReserveOptions {
  ReserveRequest::Action action{};
  SetupOptions setup;
  std::string file;
  std::string name;
  std::string device;     ///< A path, or `&label`.
  std::string board;      ///< The board that the file is part of or boots.
  std::string boot_file;  ///< Where the command line of a tree's board stands.
  std::string overlay;    ///< The overlay to write in place of the tree.
  bool apply = false;
  bool json = false;
  ReserveRequest request;  ///< All but the device, whose path only the tree tells.
};

/// Reads the arguments of one kind of change. Returns an exit status if the command is over.
std::optional<Exit> parse_reserve(Context& context, ReserveRequest::Action action,
                                  std::span<const std::string> arguments, ReserveOptions& options);

}  // namespace rampart
