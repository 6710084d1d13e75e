#include "sources/python_statements.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using enum PythonAsk::Item;
using Asks = std::vector<PythonAsk>;

TEST(PythonStatements, ACallIsKnownByItsName) {
  for (const std::string_view call : {"gc.mem_free()", "mem_free()", "__import__('gc').mem_free()", "(gc.mem_free())",
                                      "print(gc.mem_free())", "import gc; gc.mem_free()  # how much?"}) {
    EXPECT_EQ(parse_python_statements(call).asks, (Asks{{{MemFree}, false}})) << call;
  }
  for (const std::string_view other : {"x_mem_free()", "gc.mem_free", "gc.mem_free() + 1", "str(gc.mem_free())",
                                       "x = gc.mem_free()", "# gc.mem_free()", "'gc.mem_free()'"}) {
    EXPECT_EQ(parse_python_statements(other).asks, Asks{}) << other;
  }
}

TEST(PythonStatements, SeparatorsInTextAndBracketsPartNothing) {
  const auto found = parse_python_statements("print('a;b,c#', gc.mem_alloc(), \"it's\"); gc.mem_free()");
  EXPECT_EQ(found.asks, (Asks{{{MemAlloc}, true}, {{MemFree}, false}}));
  EXPECT_FALSE(found.has_others);
}

TEST(PythonStatements, OnlyWhatStandsBeforeTheLastAskMayMixItsNumbersIn) {
  EXPECT_TRUE(parse_python_statements("foo(); gc.mem_free()").has_others);
  EXPECT_FALSE(parse_python_statements("gc.mem_free(); foo()").has_others);
  EXPECT_FALSE(parse_python_statements("import gc; x = 1; micropython.mem_info(1); gc.mem_free()").has_others);
  EXPECT_TRUE(parse_python_statements("x == 1; gc.mem_free()").has_others);
}

TEST(PythonStatements, ACollectionBeforeTheFirstAsk) {
  EXPECT_TRUE(parse_python_statements("import gc; gc.collect(); gc.mem_free()").has_collect);
  EXPECT_FALSE(parse_python_statements("gc.mem_free(); gc.collect()").has_collect);
}

TEST(PythonStatements, BracketsThatDoNotMatchAreNoTrouble) {
  EXPECT_EQ(parse_python_statements(")]};;gc.mem_free()").asks, (Asks{{{MemFree}, false}}));
  EXPECT_EQ(parse_python_statements("((('\\").asks, Asks{});
}

}  // namespace
}  // namespace rampart
