#include "render/cause_pages.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "analyses/explain/cause_rules.h"
#include "base/printable.h"

namespace rampart {
namespace {

constexpr CauseRule rule{
    .id = "pool-fragmented",
    .cause_class = "pool_fragmented",
    .severity = Severity::Error,
    .title = {"a pool is in pieces", "池已碎片化"},
    .explanation = {"Enough is free.\n\nNo run is long enough.", "空闲量足够。\n\n没有足够长的段。"},
    .remedy = {"keep the buffer", "一直持有缓冲区"},
    .explain = nullptr};

TEST(CausePages, APageIsOfOneLanguage) {
  EXPECT_EQ(cause_page(rule, Language::English),
            "error[pool-fragmented]: a pool is in pieces\n\nEnough is free.\n\nNo run is long enough.\n\n"
            "do: keep the buffer\n");
  EXPECT_EQ(cause_page(rule, Language::Chinese),
            "error[pool-fragmented]: 池已碎片化\n\n空闲量足够。\n\n没有足够长的段。\n\n处理：一直持有缓冲区\n");
}

TEST(CausePages, TheReferencesInDocsAreMadeOfThePages) {
  for (const auto& [language, name] :
       {std::pair{Language::English, "explain.md"}, std::pair{Language::Chinese, "explain.zh-CN.md"}}) {
    const std::string path = std::string{RAMPART_TEST_DATA} + "/../../docs/" + name;
    const std::string reference = cause_reference(cause_rules(), language);
    if (std::getenv("RAMPART_UPDATE_GOLDEN") != nullptr) std::ofstream{path, std::ios::binary} << reference;
    std::ifstream file{path, std::ios::binary};
    const std::string written{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_TRUE(written == reference) << "tests/update_golden.sh writes docs/" << name << " anew";
  }
}

/// True if a text has a Chinese character, so that it is no English one that was left in place.
bool is_chinese(std::string_view text) {
  return display_width(text) > 0 && text.find_first_of("\xe4\xe5\xe6\xe7\xe8\xe9") != std::string_view::npos;
}

TEST(CausePages, EveryRuleHasAllItsTextsInBothLanguages) {
  std::set<std::string_view> ids;
  for (const CauseRule* const each : cause_rules()) {
    EXPECT_TRUE(ids.insert(each->id).second) << each->id;
    for (const Text& text : {each->title, each->explanation, each->remedy}) {
      EXPECT_FALSE(text.en.empty()) << each->id;
      EXPECT_FALSE(is_chinese(text.en)) << each->id;
      EXPECT_TRUE(is_chinese(text.zh)) << each->id;
    }
    EXPECT_NE(each->title.en.back(), '.') << each->id;
    EXPECT_NE(each->remedy.en.back(), '.') << each->id;
    EXPECT_FALSE(each->title.zh.ends_with("。")) << each->id;
    EXPECT_FALSE(each->remedy.zh.ends_with("。")) << each->id;
    EXPECT_EQ(find_cause_rule(each->id), each);
  }
}

}  // namespace
}  // namespace rampart
