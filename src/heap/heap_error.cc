#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>

#include <rampart/heap/heap.h>
#include <rampart/heap/heap_error.h>

#include "base/size_text.h"
#include "heap/refusal.h"
#include "host/io_error.h"
#include "model/pool_text.h"

namespace rampart {
namespace {

struct Advice {
  int number;
  Errc code;
  std::string_view text;
};
constexpr Advice advices[] = {
    {EACCES, Errc::NoPermission, "run as root, or give the device's group to this user"},
    {EPERM, Errc::NoPermission, "run as root"},
    {ENOENT, Errc::NotFound, "`rampart heap list` shows the heaps of this system"},
    {ENODEV, Errc::NotFound, "the device behind it is gone: use another heap"},
    {ENXIO, Errc::NotFound, "the device behind it is gone: use another heap"},
    {EMFILE, Errc::OutOfRange, "close buffers, or raise the limit of descriptors (ulimit -n)"},
    {ENFILE, Errc::OutOfRange, "the whole system has no descriptor left (fs.file-max)"},
    {ENOMEM, Errc::OutOfRange, "free memory, or ask for less"},
    {EINVAL, Errc::OutOfRange, ""},
    {ENOTTY, Errc::Unsupported, "this kernel does not know the call"},
    {EBADF, Errc::NotFound, "the buffer is empty: it was moved from, or never allocated"},
};

const Advice* advice_for(int number) {
  const auto* const found = std::ranges::find(advices, number, &Advice::number);
  return found == std::end(advices) ? nullptr : found;
}

std::string pool_words(const PoolFacts& pool) {
  if (pool.size == Bytes{0}) return fmt::format("the pool {} could not be activated at boot", pool.name);
  return pool_text(pool.name, pool.size, pool.usage.used, pool.usage.largest_free);
}

std::string pool_advice(const PoolFacts& pool, Bytes size) {
  if (pool.size == Bytes{0}) return "look for its name in the boot log";
  if (!pool.size) return "as root, with debugfs, the error would tell the pool's use";
  if (size > *pool.size) return "the pool is too small for it: make it larger, or use a heap without a pool (system)";
  if (pool.usage.largest_free && *pool.usage.largest_free >= size) {
    return "the run is free, but its pages could not be moved or not aligned: try again, or ask for smaller pieces";
  }
  if (pool.usage.free && *pool.usage.free >= size) {
    return "enough is free, in pieces: allocate large buffers first and keep them, or give them a pool of their own";
  }
  return "free buffers of this pool, or make it larger";
}

}  // namespace

HeapError refusal(int number, std::string_view heap, std::string_view doing, std::string_view advice) {
  const Advice* const known = advice_for(number);
  if (advice.empty() && known != nullptr) advice = known->text;
  return {.number = number,
          .heap = std::string{heap},
          .what = fmt::format("{} ({}): {}", doing, errno_name(number), reason_of(number)),
          .advice = std::string{advice}};
}

HeapError out_of_memory(std::string_view heap, Bytes size, std::optional<PoolFacts> pool) {
  const std::string doing = size_text(size) + " refused";
  if (!pool) return refusal(ENOMEM, heap, doing);
  return {.number = ENOMEM,
          .heap = std::string{heap},
          .what = fmt::format("{} (ENOMEM): {}", doing, pool_words(*pool)),
          .advice = pool_advice(*pool, size),
          .pool = std::move(pool)};
}

std::string to_string(const HeapError& error) {
  std::string text = error.heap.empty() ? error.what : error.heap + ": " + error.what;
  if (!error.advice.empty()) text += " (" + error.advice + ')';
  return text;
}

Error to_error(const HeapError& error) {
  const Advice* const known = advice_for(error.number);
  std::string what = error.what;
  if (!error.advice.empty()) what += " (" + error.advice + ')';
  return {known == nullptr ? Errc::Io : known->code, {error.heap, 0, 0}, std::move(what)};
}

}  // namespace rampart
