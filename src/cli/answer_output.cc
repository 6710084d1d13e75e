#include "cli/answer_output.h"

#include "host/write_file.h"

namespace rampart {

Result<void> write_answer(Context& context, const std::string& output,
                          const std::function<std::string(const TableStyle& style)>& answer) {
  if (!output.empty()) return write_file_atomically(output, answer({}));
  context.out.write(answer({.width = context.width, .colour = context.colour}));
  return {};
}

}  // namespace rampart
