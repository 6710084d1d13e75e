#include "host/dts_compiler.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/lines.h"
#include "host/compiler_message.h"
#include "host/opened_file.h"
#include "host/process.h"

namespace rampart {
namespace {

constexpr std::string_view directives[] = {"define", "elif",    "else",         "endif", "error",  "if",    "ifdef",
                                           "ifndef", "include", "include_next", "line",  "pragma", "undef", "warning"};

/// True if cpp has something to do. `#address-cells` is no directive.
bool needs_cpp(std::string_view source) {
  return std::ranges::any_of(Lines{source}.begin(), Lines::end(), [](const Line& line) {
    constexpr std::string_view blank = " \t";
    std::string_view text = line.text;
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    if (!text.starts_with('#')) return false;
    text.remove_prefix(1);
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(" \t<\"("));
    return std::ranges::find(directives, word) != std::end(directives);
  });
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// Runs one of the two and returns what it wrote.
Result<std::string> run(const std::vector<std::string>& arguments, std::string_view input, const std::string& path,
                        std::string_view package) {
  auto result = run_process(arguments, input);
  if (!result && result.error().code == Errc::NotFound) {
    return std::unexpected(Error{
        Errc::NotFound,
        {path, 0, 0},
        "cannot be compiled without " + arguments.front() + " (expected the package " + std::string{package} + ")"});
  }
  if (!result) {
    return std::unexpected(Error{result.error().code, {path, 0, 0}, arguments.front() + ' ' + result.error().what});
  }
  if (result->exit_status != 0) return std::unexpected(first_compiler_error(result->err, path));
  return std::move(result->out);
}

/// What cpp would write before the first line.
std::string line_marker(const std::string& path) {
  std::string marker = "# 1 \"";
  for (const char letter : path) {
    if (letter == '"' || letter == '\\') marker.push_back('\\');
    marker.push_back(letter);
  }
  return marker + "\"\n";
}

Result<std::string> preprocess(const std::string& path, std::string source, const DtsOptions& options) {
  if (!needs_cpp(source)) return line_marker(path) + source;
  std::vector<std::string> arguments{"cpp", "-nostdinc", "-undef", "-x", "assembler-with-cpp", "-D__DTS__"};
  for (const std::string& directory : options.include_dirs) {
    arguments.emplace_back("-I");
    arguments.push_back(directory);
  }
  arguments.push_back(path.starts_with('-') ? "./" + path : path);
  return run(arguments, {}, path, "cpp");
}

/// dtc looks for what its standard input includes in the working directory first, where another file of that name may
/// be. So what lies beside the source is named with its directory.
std::string with_includes_beside(std::string source, const std::string& directory) {
  if (directory == "." || directory.find_first_of("\"\\\n") != std::string::npos) return source;
  for (const std::string_view word : {"/include/", "/incbin/"}) {
    for (std::size_t at = source.find(word); at != std::string::npos; at = source.find(word, at + 1)) {
      const std::size_t quote = source.find_first_not_of(" \t(", at + word.size());
      if (quote == std::string::npos || source[quote] != '"') continue;
      const std::size_t end = source.find('"', quote + 1);
      if (end == std::string::npos || source[quote + 1] == '/') continue;
      const std::string beside = directory + '/' + source.substr(quote + 1, end - quote - 1);
      std::error_code failure;
      if (std::filesystem::is_regular_file(beside, failure)) source.insert(quote + 1, directory + '/');
    }
  }
  return source;
}

Result<std::string> run_dtc(const std::string& path, const std::string& preprocessed, const DtsOptions& options,
                            std::initializer_list<std::string_view> form) {
  std::vector<std::string> arguments{"dtc", "-q", "-I", "dts"};
  arguments.insert(arguments.end(), form.begin(), form.end());
  if (options.symbols) arguments.emplace_back("-@");
  arguments.insert(arguments.end(), {"-i", directory_of(path)});
  for (const std::string& directory : options.include_dirs) arguments.insert(arguments.end(), {"-i", directory});
  arguments.insert(arguments.end(), {"-o", "-", "-"});
  const std::string source = with_includes_beside(preprocessed, directory_of(path));
  return run(arguments, source, path, "device-tree-compiler");
}

}  // namespace

Result<CompiledDts> compile_dts(const std::string& path, const DtsOptions& options) {
  CompiledDts compiled;
  std::string source;
  std::error_code failure;
  const Opened file = open_file(std::filesystem::absolute(path, failure).string(), flags_to_read);
  if (auto done = read_opened(file, path, source); !done) return std::unexpected(std::move(done.error()));
  auto preprocessed = preprocess(path, std::move(source), options);
  if (!preprocessed) return std::unexpected(std::move(preprocessed.error()));
  compiled.preprocessed = std::move(*preprocessed);
  auto blob = run_dtc(path, compiled.preprocessed, options, {"-O", "dtb"});
  if (!blob) return std::unexpected(std::move(blob.error()));
  compiled.blob = std::move(*blob);
  // A dtc before 1.5 cannot tell where things stand: the tree is none the worse for it.
  if (auto annotated = run_dtc(path, compiled.preprocessed, options, {"-O", "dts", "-T", "-T"})) {
    compiled.annotated = std::move(*annotated);
  }
  return compiled;
}

}  // namespace rampart
