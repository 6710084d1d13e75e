#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rampart {

/// How a hidden value is written.
enum class Hiding {
  Word,        ///< `REDACTED`, whatever stood there.
  SameLength,  ///< `REDACTED`, repeated or cut to the length of what stood there: for text inside a binary.
};

/// What stands in place of a value of this length.
std::string hidden(std::size_t size, Hiding hiding);

/// A kernel command line in which `name=value` is `name=REDACTED` unless the parameter is known to be about memory or
/// booting; what follows `--` is hidden word by word, for it goes to a program. Blanks and quotes stay as they are.
std::string redact_command_line(std::string_view text, Hiding hiding = Hiding::Word);

/// The same for a list of words none of which is the kernel's: the environment or the arguments of init.
std::string redact_words(std::string_view text);

}  // namespace rampart
