// heap_guest SCENARIO HEAP: what has to hold of rampart/heap.h on a real kernel. Runs in the guest; prints facts as
// `name value` lines, which tests/guest/heap_test.py compares, and ends with 1 if a step failed that may not.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <rampart/heap.h>

namespace {

using namespace rampart;

void tell(const char* name, std::uint64_t value) {
  std::printf("%s %llu\n", name, static_cast<unsigned long long>(value));
}
void tell(const char* name, const std::string& value) { std::printf("%s %s\n", name, value.c_str()); }

[[noreturn]] void give_up(const char* step, const HeapError& error) {
  std::printf("failed %s: %s\n", step, to_string(error).c_str());
  std::fflush(stdout);
  std::_Exit(1);
}

/// The value, or the end of the scenario.
template <typename T>
T must(HeapResult<T> result, const char* step) {
  if (!result) give_up(step, result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::uint64_t used(const std::string& heap) {
  for (const HeapFacts& facts : list_heaps().heaps) {
    if (facts.name == heap && facts.pool && facts.pool->usage.used) return facts.pool->usage.used->value;
  }
  return 0;
}

std::size_t open_descriptors() {
  DIR* const folder = ::opendir("/proc/self/fd");
  std::size_t count = 0;
  while (folder != nullptr && ::readdir(folder) != nullptr) ++count;
  if (folder != nullptr) ::closedir(folder);
  return count;
}

/// Pages of data and stack: what a leak of memory would raise.
unsigned long data_pages() {
  unsigned long size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  if (std::fscanf(file, "%lu %lu %lu %lu %lu %lu", &size, &resident, &shared, &text, &library, &data) != 6) data = 0;
  std::fclose(file);
  return data;
}

/// Allocate, map, write between begin and end, free.
void cycle(const Heap& heap, Bytes size) {
  const Buffer buffer = must(heap.allocate(size), "allocate");
  const Mapping mapping = must(buffer.map(), "map");
  CpuAccess access = must(CpuAccess::begin(buffer, Access::Write), "begin");
  mapping.data()[0] = std::byte{1};
  mapping.data()[size.value - 1] = std::byte{1};
  must(access.end(), "end");
}

Bytes mixed_size(std::uint64_t at) {
  constexpr std::uint64_t sizes[] = {4, 4, 16, 4, 64, 4, 8, 32, 4, 16, 4, 128};
  return kib(sizes[at % std::size(sizes)]);
}

/// One of the processes of a soak; its exit status says what grew.
[[noreturn]] void soak_process(const std::string& name, std::uint64_t cycles, std::uint64_t seed) {
  const Heap pool = must(Heap::open(name), "open");
  const Heap system = must(Heap::open("system"), "open system");
  const auto run = [&](std::uint64_t count) {
    for (std::uint64_t at = 0; at < count; ++at) cycle(at % 4 == 0 ? pool : system, mixed_size(at + seed));
  };
  run(100);
  const std::size_t descriptors = open_descriptors();
  const unsigned long data = data_pages();
  run(cycles - 100);
  std::_Exit(open_descriptors() != descriptors ? 2 : data_pages() != data ? 3 : 0);
}

int soak(const std::string& name, std::uint64_t cycles) {
  tell("used_before", used(name));
  constexpr std::uint64_t processes = 4;
  std::vector<pid_t> children;
  for (std::uint64_t seed = 0; seed < processes; ++seed) {
    const pid_t child = ::fork();
    if (child == 0) soak_process(name, cycles / processes, seed * 5);
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    tell("process_status", static_cast<std::uint64_t>(status));
  }
  tell("cycles", cycles);
  tell("used_after", used(name));
  return 0;
}

int killed(const std::string& name) {
  tell("used_before", used(name));
  int ends[2];
  if (::pipe(ends) != 0) return 1;
  const pid_t child = ::fork();
  if (child == 0) {
    const Heap heap = must(Heap::open(name), "open");
    std::vector<std::pair<Buffer, Mapping>> held;
    for (int at = 0; at < 4; ++at) {
      Buffer buffer = must(heap.allocate(mib(1)), "allocate");
      Mapping mapping = must(buffer.map(), "map");
      mapping.data()[0] = std::byte{1};
      held.emplace_back(std::move(buffer), std::move(mapping));
    }
    const CpuAccess access = must(CpuAccess::begin(held.front().first, Access::Write), "begin");
    static_cast<void>(::write(ends[1], "x", 1));
    while (true) ::pause();
  }
  char byte = 0;
  if (::read(ends[0], &byte, 1) != 1) return 1;
  tell("used_held", used(name));
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  tell("signal", static_cast<std::uint64_t>(WTERMSIG(status)));
  tell("used_after", used(name));
  return 0;
}

int full(const std::string& name) {
  const Heap heap = must(Heap::open(name), "open");
  tell("used_before", used(name));
  std::vector<Buffer> all;
  std::optional<HeapError> refusal;
  while (!refusal) {
    auto buffer = heap.allocate(mib(1));
    if (buffer) {
      all.push_back(std::move(*buffer));
    } else {
      refusal = std::move(buffer.error());
    }
  }
  tell("buffers", all.size());
  tell("errno", static_cast<std::uint64_t>(refusal->number));
  tell("error", to_string(*refusal));
  tell("pool_used", refusal->pool ? refusal->pool->usage.used.value_or(Bytes{}).value : 0);
  all.erase(all.begin());
  must(heap.allocate(mib(1)), "allocate after one was freed");
  all.clear();
  tell("used_after", used(name));
  return 0;
}

/// A BufferPool that keeps everything fills the heap; a request of another size makes it give back.
int pooled(const std::string& name) {
  const Heap heap = must(Heap::open(name), "open");
  const std::uint64_t before = used(name);
  {
    BufferPool pool{[&](Bytes size) { return heap.allocate(size); }, gib(1)};
    std::vector<BufferPool::Lease> leases;
    while (true) {
      auto lease = pool.acquire(mib(1));
      if (!lease) break;
      leases.push_back(std::move(*lease));
    }
    leases.clear();
    tell("idle", pool.statistics().idle.value);
    const auto large = must(pool.acquire(mib(8)), "acquire from a full pool");
    tell("large", large->size().value);
    tell("idle_then", pool.statistics().idle.value);
  }
  tell("growth", used(name) - before);
  return 0;
}

int descriptors(const std::string& name) {
  const Heap heap = must(Heap::open(name), "open");
  Buffer first = must(heap.allocate(kib(4)), "allocate");
  const rlimit few{static_cast<rlim_t>(first.fd() + 1), 1024};
  ::setrlimit(RLIMIT_NOFILE, &few);
  auto refused = heap.allocate(kib(4));
  tell("errno", static_cast<std::uint64_t>(refused ? 0 : refused.error().number));
  auto exported = first.export_fd();
  tell("export_errno", static_cast<std::uint64_t>(exported ? 0 : exported.error().number));
  first = Buffer{};
  must(heap.allocate(kib(4)), "allocate when a descriptor is free again");
  return 0;
}

/// A signal every millisecond, whose handler lets calls end with EINTR, while buffers come and go.
int signals(const std::string& name) {
  static volatile sig_atomic_t count = 0;
  struct sigaction action{};
  action.sa_handler = [](int) { count = count + 1; };
  ::sigaction(SIGALRM, &action, nullptr);
  const itimerval often{{0, 1000}, {0, 1000}};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const Heap heap = must(Heap::open(name), "open");
  std::uint64_t cycles = 0;
  while (count < 200) {
    cycle(heap, mib(1));
    ++cycles;
  }
  const itimerval never{};
  ::setitimer(ITIMER_REAL, &never, nullptr);
  tell("had_cycles", cycles > 0 ? 1 : 0);
  return 0;
}

/// The heap's device goes while a program has it open: that goes on, and a new request finds the next heap.
int vanished(const std::string& name) {
  const Heap heap = must(Heap::open(name), "open");
  BufferAllocator allocator;
  allocator.map_name("camera", {name, "system"});
  if (::unlink(heap.path().c_str()) != 0) return 1;
  tell("open_heap", std::string{must(heap.allocate(kib(4)), "allocate").heap()});
  const auto again = Heap::open(name);
  tell("errno", static_cast<std::uint64_t>(again ? 0 : again.error().number));
  tell("error", again ? "" : to_string(again.error()));
  tell("fallback", std::string{must(allocator.allocate("camera", kib(4)), "allocate by name").heap()});
  return 0;
}

int shared(const std::string& name) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return 1;
  const pid_t child = ::fork();
  if (child == 0) {
    const Buffer buffer = must(receive_buffer(ends[1]), "receive");
    const Mapping mapping = must(buffer.map(), "map");
    CpuAccess access = must(CpuAccess::begin(buffer, Access::ReadWrite), "begin");
    const bool as_sent = mapping.data()[100] == std::byte{42} && buffer.size() == kib(64) && buffer.is_dma_buf();
    mapping.data()[200] = std::byte{43};
    must(access.end(), "end");
    std::_Exit(as_sent ? 0 : 1);
  }
  Buffer buffer = must(must(Heap::open(name), "open").allocate(kib(64)), "allocate");
  must(buffer.set_name("shared frame"), "name");
  const Mapping mapping = must(buffer.map(), "map");
  {
    const CpuAccess access = must(CpuAccess::begin(buffer, Access::Write), "begin");
    mapping.data()[100] = std::byte{42};
  }
  must(send_buffer(ends[0], buffer), "send");
  int status = -1;
  ::waitpid(child, &status, 0);
  tell("status", static_cast<std::uint64_t>(status));
  const CpuAccess access = must(CpuAccess::begin(buffer, Access::Read), "begin");
  tell("answer", std::to_integer<std::uint64_t>(mapping.data()[200]));
  return 0;
}

int sync_files(const std::string& name) {
  const Buffer buffer = must(must(Heap::open(name), "open").allocate(kib(4)), "allocate");
  const UniqueFd file = must(buffer.export_sync_file(Access::ReadWrite), "export");
  must(buffer.import_sync_file(file.get(), Access::Write), "import");
  tell("is_open", file.is_open() ? 1 : 0);
  return 0;
}

/// Read-only, and by need.
int chosen(const std::string&) {
  BufferAllocator allocator;
  const Buffer buffer =
      must(allocator.allocate({.contiguous = true, .cached = true, .below_4_gib = true}, mib(1)), "choose");
  tell("contiguous", std::string{buffer.heap()});
  tell("anything", std::string{must(allocator.allocate(HeapNeeds{}, mib(1)), "choose").heap()});
  const Heap heap = must(Heap::open("system"), "open");
  const Buffer read_only = must(heap.allocate(kib(4), {.access = Access::Read}), "allocate");
  const auto refused = read_only.map(Access::ReadWrite);
  tell("write_errno", static_cast<std::uint64_t>(refused ? 0 : refused.error().number));
  tell("readable", read_only.map(Access::Read).has_value() ? 1 : 0);
  const auto flags = heap.allocate(kib(4), {.heap_flags = 1});
  tell("flags_errno", static_cast<std::uint64_t>(flags ? 0 : flags.error().number));
  return 0;
}

struct Scenario {
  std::string_view name;
  int (*run)(const std::string& heap);
};
constexpr Scenario scenarios[] = {
    {"killed", killed},   {"full", full},         {"pooled", pooled}, {"descriptors", descriptors},
    {"signals", signals}, {"vanished", vanished}, {"shared", shared}, {"sync-files", sync_files},
    {"chosen", chosen},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view{argv[1]} == "soak") return soak(argv[2], std::strtoull(argv[3], nullptr, 10));
  const auto* const found =
      argc == 3 ? std::ranges::find(scenarios, std::string_view{argv[1]}, &Scenario::name) : std::end(scenarios);
  if (found == std::end(scenarios)) {
    std::fprintf(stderr, "usage: heap_guest SCENARIO HEAP | heap_guest soak HEAP CYCLES\n");
    return 2;
  }
  return found->run(argv[2]);
}
