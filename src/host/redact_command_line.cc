#include "host/redact_command_line.h"

#include <algorithm>
#include <iterator>

namespace rampart {
namespace {

// Parameters whose values tell how memory is laid out or how the kernel came up. One that is not here may be a
// password, a key or a serial number.
constexpr std::string_view known[] = {
    "BOOT_IMAGE",
    "acpi",
    "bigphysarea",
    "cgroup_disable",
    "cgroup_enable",
    "cma",
    "cma_pernuma",
    "cmmpool",
    "coherent_pool",
    "console",
    "crashkernel",
    "default_hugepagesz",
    "dtoverlay",
    "earlycon",
    "earlyprintk",
    "efi",
    "fb_size",
    "fbmem",
    "gpu_mem",
    "highmem",
    "hugepages",
    "hugepagesz",
    "hugetlb_cma",
    "hugetlb_free_vmemmap",
    "init",
    "init_on_alloc",
    "init_on_free",
    "initrd",
    "ion",
    "ion_cma_512m",
    "ion_cma_list",
    "iommu",
    "isolcpus",
    "kaslr",
    "kernelcore",
    "loglevel",
    "log_buf_len",
    "maxcpus",
    "mem",
    "mem_encrypt",
    "memblock",
    "memhp_default_state",
    "memmap",
    "memory",
    "memory_corruption_check",
    "memtest",
    "mmz",
    "mmz_allocator",
    "movable_node",
    "movablecore",
    "nokaslr",
    "nr_cpus",
    "numa",
    "numa_balancing",
    "numa_cma",
    "page_owner",
    "page_poison",
    "page_reporting",
    "panic",
    "psi",
    "ramdisk_size",
    "rdinit",
    "reserve",
    "reserve_mem",
    "rk_dma_heap_cma",
    "rodata",
    "root",
    "rootdelay",
    "rootfstype",
    "slab_nomerge",
    "slub_debug",
    "swapaccount",
    "swiotlb",
    "transparent_hugepage",
    "tsx",
    "vmalloc",
    "vram",
};
constexpr std::string_view known_groups[] = {
    "arm_smmu.", "iommu.",   "kasan",   "kfence.", "memory_hotplug.", "printk.",
    "ramoops.",  "udmabuf.", "vc_mem.", "zram.",   "zswap.",
};

/// The kernel takes `-` and `_` in a parameter's name for the same.
bool is_known(std::string_view written) {
  std::string name{written};
  std::ranges::replace(name, '-', '_');
  return std::ranges::find(known, name) != std::end(known) ||
         std::ranges::any_of(known_groups, [&](std::string_view group) { return name.starts_with(group); });
}

bool is_blank(char character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == '\0';
}

/// The length of the word that a text begins with: blanks between double quotes belong to it.
std::size_t word_size(std::string_view text) {
  bool quoted = false;
  std::size_t size = 0;
  for (; size < text.size() && (quoted || !is_blank(text[size])) && text[size] != '\0'; ++size) {
    if (text[size] == '"') quoted = !quoted;
  }
  return size;
}

bool has_odd_quotes(std::string_view text) { return std::ranges::count(text, '"') % 2 != 0; }

/// One word, its value hidden if it has one; a word without `=` stays unless it is no parameter of the kernel.
std::string redact_word(std::string_view word, bool is_parameter, Hiding hiding) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return is_parameter ? std::string{word} : hidden(word.size(), hiding);
  const std::string_view name = word.substr(0, equals);
  if (is_parameter && is_known(name.substr(name.starts_with('"') ? 1 : 0))) return std::string{word};
  const std::string_view value = word.substr(equals + 1);
  // A quote that is open before the value is closed at its end: the words after it stay words.
  const bool closes = has_odd_quotes(name) && has_odd_quotes(value);
  return std::string{word.substr(0, equals + 1)} + hidden(value.size() - (closes ? 1 : 0), hiding) +
         (closes ? "\"" : "");
}

std::string redact(std::string_view text, bool is_kernels, Hiding hiding) {
  std::string redacted;
  while (!text.empty()) {
    if (is_blank(text.front())) {
      redacted += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view word = text.substr(0, word_size(text));
    text.remove_prefix(word.size());
    if (is_kernels && word == "--") {
      redacted += word;
      is_kernels = false;
    } else {
      redacted += redact_word(word, is_kernels, hiding);
    }
  }
  return redacted;
}

}  // namespace

std::string hidden(std::size_t size, Hiding hiding) {
  constexpr std::string_view word = "REDACTED";
  if (hiding == Hiding::Word) return std::string{word};
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += word[i % word.size()];
  return text;
}

std::string redact_command_line(std::string_view text, Hiding hiding) { return redact(text, true, hiding); }

std::string redact_words(std::string_view text) { return redact(text, false, Hiding::Word); }

}  // namespace rampart
