#pragma once

#include <cstdio>
#include <string_view>

#include "base/text_sink.h"

namespace rampart {

/// Standard output or standard error. Remembers a failed write, so that a full disk is not taken for success.
class StdioSink final : public TextSink {
 public:
  explicit StdioSink(std::FILE* file) : file_{file} {}
  void write(std::string_view text) override {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) failed_ = true;
  }
  bool flush() override {
    const bool flushed = std::fflush(file_) == 0;
    // Of a line-buffered stream (a terminal that is gone) a lost line is told by this alone.
    return flushed && std::ferror(file_) == 0 && !failed_;
  }

 private:
  std::FILE* file_;
  bool failed_ = false;
};

}  // namespace rampart
