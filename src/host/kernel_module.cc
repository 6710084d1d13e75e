#include "host/kernel_module.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <libkmod.h>
#include <memory>
#include <ranges>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

#include "base/lines.h"
#include "base/words.h"
#include "host/io_error.h"
#include "host/opened_file.h"
#include "host/process.h"

namespace rampart {
namespace {

template <typename T, T* (*unref)(T*)>
struct Unref {
  void operator()(T* object) const { unref(object); }
};
using Kmod = std::unique_ptr<kmod_ctx, Unref<kmod_ctx, kmod_unref>>;
using Module = std::unique_ptr<kmod_module, Unref<kmod_module, kmod_module_unref>>;

/// Loads every module that `name` stands for, an alias included. Zero or an errno; ENOENT if it stands for none.
int load_by_libkmod(const std::string& name) {
  const Kmod context{kmod_new(nullptr, nullptr)};
  if (!context) return ENOMEM;
  kmod_set_log_fn(context.get(), [](void*, int, const char*, int, const char*, const char*, va_list) {}, nullptr);
  kmod_list* found = nullptr;
  if (const int failure = kmod_module_new_from_lookup(context.get(), name.c_str(), &found); failure < 0) {
    return -failure;
  }
  int result = found == nullptr ? ENOENT : 0;
  for (kmod_list* at = found; at != nullptr && result == 0; at = kmod_list_next(found, at)) {
    const Module module{kmod_module_get_module(at)};
    const int failure = kmod_module_probe_insert_module(module.get(), KMOD_PROBE_APPLY_BLACKLIST_ALIAS_ONLY, nullptr,
                                                        nullptr, nullptr, nullptr);
    result = failure < 0 ? -failure : 0;
  }
  kmod_module_unref_list(found);
  return result;
}

/// The name as the kernel has it.
std::string with_underscores(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

/// Empty if it did it, else what it said.
std::string load_by_modprobe(const std::string& name) {
  const std::string arguments[] = {"modprobe", name};
  const auto ran = run_process(arguments, "");
  if (!ran) return "nothing, for there is none";
  if (ran->exit_status == 0) return {};
  if (ran->err.empty()) return "exit status " + std::to_string(ran->exit_status);
  return ran->err.substr(0, ran->err.find('\n'));
}

/// /proc/modules; empty where the kernel has none.
std::string module_lines() {
  std::string text;
  const Opened file = open_file("/proc/modules", flags_to_read);
  if (!file || read_whole(file->get(), text) != 0) text.clear();
  return text;
}

/// The modules that `name` and nothing else uses: `zsmalloc 40960 1 zram, Live 0x0`.
std::vector<std::string> used_only_by(const std::string& name) {
  std::vector<std::string> used;
  const std::string text = module_lines();
  for (const Line line : Lines{text}) {
    const auto words = words_of(line.text);
    if (words.size() > 3 && words[2] == "1" && words[3] == name + ',') used.emplace_back(words[0]);
  }
  return used;
}

/// Those that were not loaded before, in the order of their loading.
std::vector<std::string> loaded_since(const std::vector<std::string>& before) {
  std::vector<std::string> added;
  for (std::string& module : loaded_modules()) {
    if (std::ranges::find(before, module) == before.end()) added.push_back(std::move(module));
  }
  std::ranges::reverse(added);
  return added;
}

}  // namespace

std::vector<std::string> loaded_modules() {
  std::vector<std::string> names;
  const std::string text = module_lines();
  for (const Line line : Lines{text}) names.emplace_back(line.text.substr(0, line.text.find(' ')));
  return names;
}

bool is_module_loaded(const std::string& name) {
  const auto loaded = loaded_modules();
  return std::ranges::find(loaded, with_underscores(name)) != loaded.end();
}

Result<std::vector<std::string>> load_module(const std::string& name) {
  const std::vector<std::string> before = loaded_modules();
  const int failure = load_by_libkmod(name);
  const std::string words = failure == 0 || failure == EPERM ? "" : load_by_modprobe(name);
  std::vector<std::string> added = loaded_since(before);
  if (failure == 0 || (failure != EPERM && words.empty())) return added;
  // What it depends on may have been loaded before it failed.
  for (const std::string& module : added | std::views::reverse) static_cast<void>(unload_module(module));
  Error error = io_error(failure, name, "cannot load the module");
  if (error.code == Errc::NotFound) error.what = "no such module in this kernel";
  if (!words.empty()) error.what += ", and modprobe says: " + words;
  if (error.code == Errc::NoPermission) error.what += " (expected root)";
  return std::unexpected(std::move(error));
}

Result<void> unload_module(const std::string& name) {
  // glibc has no wrapper for delete_module(2).
  while (::syscall(SYS_delete_module, with_underscores(name).c_str(), O_NONBLOCK) != 0) {
    if (errno == EINTR) continue;
    const int failure = errno == EWOULDBLOCK ? EBUSY : errno;
    Error error = io_error(failure, name, "cannot take the module out");
    if (error.code == Errc::NotFound) error.what = "is not loaded";
    if (error.code == Errc::NoPermission) error.what += " (expected root)";
    return std::unexpected(std::move(error));
  }
  return {};
}

Result<void> unload_module_and_what_it_used(const std::string& name) {
  const std::vector<std::string> used = used_only_by(with_underscores(name));
  if (auto unloaded = unload_module(name); !unloaded) return unloaded;
  for (const std::string& module : used) static_cast<void>(unload_module_and_what_it_used(module));
  return {};
}

}  // namespace rampart
