// A frame that one process draws and another reads, without a copy: a buffer for a camera, from CMA where this system
// has a heap of it, else from what there is. Build it against an installed rampart:
//
//   cmake -S . -B build -DCMAKE_PREFIX_PATH=PREFIX && cmake --build build && build/share_buffer
//   g++ -std=c++23 share_buffer.cc $(pkg-config --cflags --libs rampart) -o share_buffer
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rampart/heap.h>

namespace {

constexpr rampart::Bytes frame_size = rampart::kib(1920 * 1080 * 3 / 2 / 1024);

int fail(const rampart::HeapError& error) {
  std::fprintf(stderr, "share_buffer: %s\n", to_string(error).c_str());
  return 1;
}

/// The other process: receives the frame and adds up its bytes.
int read_frame(int socket) {
  const auto frame = rampart::receive_buffer(socket);
  if (!frame) return fail(frame.error());
  const auto mapping = frame->map(rampart::Access::Read);
  if (!mapping) return fail(mapping.error());
  const auto access = rampart::CpuAccess::begin(*frame, rampart::Access::Read);
  if (!access) return fail(access.error());
  const auto sum = std::accumulate(mapping->bytes().begin(), mapping->bytes().end(), 0ULL,
                                   [](auto total, std::byte each) { return total + std::to_integer<unsigned>(each); });
  std::printf("the other process read %llu bytes, whose sum is %llu\n",
              static_cast<unsigned long long>(frame->size().value), sum);
  return 0;
}

int draw_frame(int socket) {
  rampart::BufferAllocator allocator;
  // By name, in this order. The last is memory of this process: the program runs on a machine without any heap too.
  allocator.map_name("camera", {"linux,cma", "reserved", "system", std::string{rampart::Heap::stand_in_name}});
  auto frame = allocator.allocate("camera", frame_size);
  if (!frame) return fail(frame.error());
  if (const auto named = frame->set_name("example frame"); !named) return fail(named.error());
  std::printf("a frame of %llu bytes from %.*s\n", static_cast<unsigned long long>(frame->size().value),
              static_cast<int>(frame->heap().size()), frame->heap().data());
  std::fflush(stdout);
  const auto mapping = frame->map();
  if (!mapping) return fail(mapping.error());
  {
    const auto access = rampart::CpuAccess::begin(*frame, rampart::Access::Write);
    if (!access) return fail(access.error());
    std::ranges::fill(mapping->bytes(), std::byte{2});
  }
  if (const auto sent = rampart::send_buffer(socket, *frame); !sent) return fail(sent.error());
  return 0;
}

}  // namespace

int main() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return 1;
  const pid_t child = ::fork();
  if (child == 0) return read_frame(ends[1]);
  const int drawn = draw_frame(ends[0]);
  ::close(ends[0]);
  ::close(ends[1]);
  int status = 1;
  ::waitpid(child, &status, 0);
  return drawn != 0 || status != 0;
}
