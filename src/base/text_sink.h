#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// Where a command writes its answer or its errors: standard output, or a string in a test.
class TextSink {
 public:
  virtual ~TextSink() = default;
  virtual void write(std::string_view text) = 0;
  /// Passes on what is buffered; false if anything written since the start was lost.
  virtual bool flush() = 0;
};

class StringSink final : public TextSink {
 public:
  void write(std::string_view text) override { text_ += text; }
  bool flush() override { return true; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace rampart
