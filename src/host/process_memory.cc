#include "host/process_memory.h"

#include <cerrno>
#include <unistd.h>

#include "host/io_error.h"
#include "host/opened_file.h"

namespace rampart {
namespace {

/// As much as can be had. On a 32-bit kernel addresses pass the range of off_t only with 64-bit offsets, which we have.
std::size_t read_at(int descriptor, char* into, std::size_t size, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(descriptor, into + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace

Result<ProcessMemory> ProcessMemory::open(std::uint64_t pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  UniqueFd opened[2];
  const std::string paths[] = {folder + "/pagemap", folder + "/mem"};
  for (int i = 0; i < 2; ++i) {
    Opened file = open_file(paths[i], O_RDONLY | O_CLOEXEC);
    if (!file) return std::unexpected(io_error(file.error(), paths[i]));
    opened[i] = std::move(*file);
  }
  return ProcessMemory{std::move(opened[0]), std::move(opened[1])};
}

std::size_t ProcessMemory::read_pagemap(std::uint64_t page, std::span<std::uint64_t> into) const {
  const std::size_t size = into.size() * sizeof(std::uint64_t);
  return read_at(pagemap_.get(), reinterpret_cast<char*>(into.data()), size, page * sizeof(std::uint64_t)) /
         sizeof(std::uint64_t);
}

bool ProcessMemory::read(std::uint64_t address, std::span<char> into) const {
  return read_at(memory_.get(), into.data(), into.size(), address) == into.size();
}

}  // namespace rampart
