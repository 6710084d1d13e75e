#pragma once

#include <string>

#include "base/text_sink.h"
#include "cli/command.h"
#include "host/root.h"

namespace rampart {

/// What a command wrote and how it ended.
struct Ran {
  Exit status;
  std::string out;
  std::string err;
};

/// For tests: runs what `run` does with a Context, over real files, without waiting.
template <typename Run>
Ran captured(Run run) {
  StringSink out;
  StringSink err;
  Context context{.out = out, .err = err, .open_root = open_tree, .wait = [](double) { return false; }};
  const Exit status = run(context);
  return {status, out.text(), err.text()};
}

}  // namespace rampart
