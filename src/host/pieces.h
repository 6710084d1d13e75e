#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// Takes a piece of a file, which is valid only until it returns; false to read no more.
using TakePiece = std::function<bool(std::string_view piece)>;

constexpr std::size_t piece_size = std::size_t{256} << 10;

/// Reads a file of any length, a pipe too, in pieces of at most `piece_size` bytes; `-` is standard input. Waits for
/// what a pipe does not have yet.
Result<void> read_pieces(const std::string& path, const TakePiece& take);

}  // namespace rampart
