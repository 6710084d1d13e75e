#include "host/kernel_cache.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>

namespace rampart {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::unexpected<Error> missing(const std::string& path, std::string what) {
  return std::unexpected(Error{Errc::NotFound, {path, 0, 0}, std::move(what)});
}

/// The word of the toolchains, by which the presets name their folders.
std::string_view toolchain_word(std::string_view architecture) {
  if (architecture == "arm64") return "aarch64";
  return architecture == "arm" ? "armhf" : architecture;
}

}  // namespace

Result<CachedKernel> cached_kernel(std::string_view series, std::string_view architecture, std::string_view variant) {
  const std::string cache = variable("XDG_CACHE_HOME");
  const fs::path root = cache.empty() ? fs::path{variable("HOME")} / ".cache" : fs::path{cache};
  std::string name = fmt::format("{}-{}", series, architecture);
  if (!variant.empty()) name += fmt::format("-{}", variant);
  const fs::path folder = root / "rampart/kernels" / name;
  if (!is_file(folder / "image")) {
    return missing((folder / "image").string(),
                   fmt::format("no such kernel is built (expected one of `tools/kernels/build.sh {} {}{}{}`, or "
                               "--kernel-image FILE)",
                               series, architecture, variant.empty() ? "" : " ", variant));
  }
  return CachedKernel{(folder / "image").string(), (folder / "config").string()};
}

Result<std::string> guest_program(const std::string& given, std::string_view architecture) {
  if (!given.empty()) {
    if (!is_file(given)) return missing(given, "no such file");
    return given;
  }
  if (const std::string named = variable("RAMPART_GUEST_BINARY"); !named.empty()) {
    if (!is_file(named)) return missing(named, "no such file (RAMPART_GUEST_BINARY names it)");
    return named;
  }
  std::error_code failure;
  const fs::path own = fs::read_symlink("/proc/self/exe", failure).parent_path();
  const std::string_view word = toolchain_word(architecture);
  const fs::path places[] = {own / fmt::format("rampart-{}", architecture),
                             own / fmt::format("../static-{}/rampart", word),
                             own / fmt::format("../lib/rampart/rampart-{}", architecture)};
  for (const fs::path& place : places) {
    if (is_file(place)) return place.lexically_normal().string();
  }
  return missing(places[0].string(),
                 fmt::format("no static rampart for {} to boot (expected it there, in build/static-{} as "
                             "tools/static-deps/build-rampart.sh makes it, or --guest FILE)",
                             architecture, word));
}

}  // namespace rampart
