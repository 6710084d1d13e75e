#include "host/undo_list.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

UndoList::Undo writes(std::string& log, char letter) {
  return [&log, letter]() -> Result<void> {
    log += letter;
    return {};
  };
}

TEST(UndoList, TheLastChangeIsTakenBackFirst) {
  std::string log;
  UndoList list;
  list.add(writes(log, 'a'));
  list.add(writes(log, 'b'));
  EXPECT_TRUE(list.undo().empty());
  EXPECT_EQ(log, "ba");
  EXPECT_TRUE(list.undo().empty());
  EXPECT_EQ(log, "ba") << "nothing is taken back twice";
}

TEST(UndoList, OneThatFailsIsToldAndDoesNotStopTheOthers) {
  std::string log;
  UndoList list;
  list.add(writes(log, 'a'));
  list.add([]() -> Result<void> { return std::unexpected(Error{Errc::Io, {"reset", 0, 0}, "busy"}); });
  const auto failures = list.undo();
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(to_string(failures.front()), "reset: busy");
  EXPECT_EQ(log, "a");
}

TEST(UndoList, WhatWasNotKeptIsTakenBackWhenTheListGoes) {
  std::string log;
  {
    UndoList list;
    list.add(writes(log, 'a'));
  }
  EXPECT_EQ(log, "a");
  {
    UndoList list;
    list.add(writes(log, 'b'));
    list.keep();
  }
  EXPECT_EQ(log, "a");
}

}  // namespace
}  // namespace rampart
