#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "analyses/python/diagnosis.h"
#include "cli/answer_output.h"
#include "cli/board_session.h"
#include "cli/language_option.h"
#include "cli/mpy_command.h"
#include "cli/python_input.h"
#include "knowledge/psram_module.h"
#include "render/mpy_diagnosis.h"

namespace rampart {
namespace {

constexpr CommandHelp mpy_diagnose_help{
    .name = "mpy diagnose",
    .purpose =
        "where a board's PSRAM went, what fills or cuts up its heap, and what to flash or change (exit status 1 if "
        "something is wrong)",
    .synopsis =
        "[--board NAME] [--log FILE] [--port DEVICE | --tcp HOST:PORT] [--lang en|zh] [--json] [-o FILE] [FILE...]",
    .examples = {
        "rampart mpy diagnose paste.txt --board N16R8 # is the PSRAM in use; else the firmware's name to flash",
        "rampart mpy diagnose --port auto --log boot.log # reads the board's heap, and its boot log"}};

constexpr std::size_t most_texts = 64;

struct MpyDiagnoseOptions {
  std::vector<std::string> files;
  std::vector<std::string> logs;
  std::string module;
  BoardAccess access;
  std::string language;
  std::string output;
  bool json = false;

  bool has_board() const { return !access.port.empty() || !access.tcp.empty(); }
};

/// A text is read twice: for what a prompt answered, and for what a boot log says. It may hold either or both.
Result<void> add_board_text(const std::string& text, const std::string& name, DiagnosisInput& input) {
  auto paste = parse_python_paste(text, name);
  if (!paste) return std::unexpected(std::move(paste.error()));
  input.logs.push_back(parse_boot_log(text, name));
  const bool has_log = !input.logs.back().events.empty();
  if (!paste->empty()) {
    input.pastes.push_back(std::move(*paste));
  } else if (!has_log) {
    return std::unexpected(Error{Errc::NotFound,
                                 {name, 0, 0},
                                 "nothing in it is understood (expected what micropython.mem_info() printed, or the "
                                 "boot log of a microcontroller)"});
  }
  return {};
}

Result<void> check_module(const std::string& name) {
  if (name.empty() || psram_module(name)) return {};
  return std::unexpected(
      Error{Errc::NotFound,
            {"--board " + name, 0, 0},
            "its name does not tell its memory (expected a module's or a chip's name with its code, "
            "such as N16R8, ESP32-S3-WROOM-1-N8R2, ESP32-WROVER-E-N8R8, or a board that is known, such "
            "as ProS3)"});
}

/// False if a signal asked to stop.
Result<bool> read_inputs(const MpyDiagnoseOptions& options, DiagnosisInput& input) {
  if (options.has_board()) {
    const auto board = read_board_heap("mpy diagnose", options.access, {.collect = false, .has_map = true});
    if (!board) return std::unexpected(board.error());
    if (!*board) return false;
    if (auto done = add_board_text((*board)->reading.transcript, (*board)->port, input); !done) {
      return std::unexpected(std::move(done.error()));
    }
  }
  for (const auto* const list : {&options.files, &options.logs}) {
    for (const std::string& path : *list) {
      const auto text = read_board_text(path);
      if (!text) return std::unexpected(text.error());
      if (auto done = add_board_text(*text, path == "-" ? "standard input" : path, input); !done) {
        return std::unexpected(std::move(done.error()));
      }
    }
  }
  return true;
}

}  // namespace

Exit run_mpy_diagnose(Context& context, std::span<const std::string> arguments) {
  MpyDiagnoseOptions options;
  OptionParser parser{mpy_diagnose_help};
  parser.value("--board", options.module, "The module, chip or board, as its name stands on it: N16R8");
  parser.values("--log", options.logs, "A boot log of the board, beside what the prompt printed");
  options.access.add_to(parser);
  parser.choice("--lang", options.language, {"en", "zh"}, "Of the answer; else that of the locale");
  parser.flag("--json", options.json, "One JSON document, schema rampart.mpy-diagnose/1");
  parser.value("-o,--output", options.output, "Write the answer to this file");
  parser.positionals("FILE", options.files, 0, most_texts,
                     "A text with what the board printed, - for standard input; else a pipe");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (auto known = check_module(options.module); !known) return fail(context, known.error());
  if (options.files.empty() && options.logs.empty() && !options.has_board()) {
    if (!context.is_fed) {
      return fail(
          context,
          {Errc::NotFound, {"mpy diagnose", 0, 0}, "no text to read (expected FILE, --log, --port, or a pipe)"});
    }
    options.files.emplace_back("-");
  }

  DiagnosisInput input{
      .logs = {}, .pastes = {}, .module = options.module, .language = language_of(context, options.language)};
  const auto read = read_inputs(options, input);
  if (!read) return fail(context, read.error());
  if (!*read)
    return fail(context, {Errc::Io, {"mpy diagnose", 0, 0}, "stopped (expected to be left to read the board)"});
  const PythonDiagnosis diagnosis = python_diagnosis(input);
  const auto written = write_answer(context, options.output, [&](const TableStyle& style) {
    return options.json ? mpy_diagnosis_json(diagnosis) : mpy_diagnosis_text(diagnosis, style);
  });
  if (!written) return fail(context, written.error());
  return diagnosis.explained.has_error() ? Exit::Findings : Exit::Clean;
}

}  // namespace rampart
