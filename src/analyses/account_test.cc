#include "analyses/account.h"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <optional>
#include <rapidcheck.h>
#include <string>
#include <vector>

namespace rampart {
namespace {

using Role = AccountLine::Role;

Region region(std::uint64_t base, Bytes size, std::string name, Kind kind) {
  return {
      .range = *PhysRange::make({base}, size), .name = std::move(name), .kind = kind, .origin = {{"test", 1, 0}, ""}};
}

Bytes sum(const std::vector<AccountLine>& lines, Role role) {
  Bytes total;
  for (const AccountLine& line : lines) {
    if (line.role == role) total = saturating_add(total, line.size);
  }
  return total;
}

const AccountLine* find(const std::vector<AccountLine>& lines, const std::string& name) {
  for (const AccountLine& line : lines) {
    if (line.name == name) return &line;
  }
  return nullptr;
}

/// 512 MiB at 0x40000000 with a carve-out of 1 MiB and a CMA pool of 32 MiB; MemTotal as a kernel would print it.
AccountFacts small_board() {
  AccountFacts facts;
  facts.installed = {mib(512), "board.dtb"};
  facts.map = MemoryMap::build({region(0x40000000, mib(512), "memory@40000000", Kind::Ram),
                                region(0x54000000, mib(1), "dsp@54000000", Kind::NoMap),
                                region(0x5e000000, mib(32), "linux,cma", Kind::Cma),
                                region(0x40200000, mib(6), "Kernel code", Kind::Kernel)});
  facts.linux_memory.total = mib(490);
  return facts;
}

TEST(Account, EveryShareStandsOnItsOwnLineAndWhatNobodyNamesOnOneMore) {
  const auto lines = account(small_board());
  EXPECT_EQ(lines.front().role, Role::Installed);
  EXPECT_EQ(lines.front().size, mib(512));
  ASSERT_NE(find(lines, "carve-out dsp@54000000"), nullptr);
  EXPECT_EQ(find(lines, "carve-out dsp@54000000")->size, mib(1));
  EXPECT_EQ(find(lines, "carve-out dsp@54000000")->detail, "0x54000000..0x540fffff");
  EXPECT_EQ(find(lines, "kernel image")->size, mib(6));
  EXPECT_EQ(find(lines, "not attributed")->size, mib(15));
  EXPECT_EQ(find(lines, "MemTotal")->size, mib(490));
}

TEST(Account, CmaIsNoShareBecauseLinuxCountsItInItsTotal) {
  const auto lines = account(small_board());
  for (const AccountLine& line : lines) EXPECT_EQ(line.name.find("cma"), std::string::npos) << line.name;
}

TEST(Account, RamThatTheKernelWasNotGivenIsToldAsSuch) {
  AccountFacts facts = small_board();
  facts.system_ram = RangeSet{{*PhysRange::make({0x40000000}, mib(320))}};
  facts.linux_memory.total = mib(300);
  const auto lines = account(facts);
  // 512 - 320, without the carve-out and the pool, which have their own names.
  EXPECT_EQ(find(lines, "outside the kernel's view")->size, mib(512 - 320 - 1 - 32));
}

TEST(Account, AVendorPoolBehindMemIsAShareThoughNoSourceCallsItsPlaceRam) {
  AccountFacts facts;
  facts.installed = {gib(4), "device table"};
  facts.map = MemoryMap::build(
      {region(0x40000000, gib(2), "memory@40000000", Kind::Ram), region(0xc0000000, gib(2), "anonymous", Kind::Cmm)});
  facts.linux_memory.total = mib(1965);
  facts.knobs = {{Kind::Cmm, "/boot/configs maix_memory_cmm (-1)"}};
  const auto lines = account(facts);
  ASSERT_NE(find(lines, "CMM pool anonymous"), nullptr);
  EXPECT_EQ(find(lines, "CMM pool anonymous")->size, gib(2));
  EXPECT_EQ(find(lines, "CMM pool anonymous")->knob, "/boot/configs maix_memory_cmm (-1)");
}

TEST(Account, APoolInsideACarveOutIsCountedOnce) {
  AccountFacts facts;
  facts.installed = {mib(256), "board.dtb"};
  facts.map = MemoryMap::build({region(0x80000000, mib(256), "memory@80000000", Kind::Ram),
                                region(0x8b300000, mib(75), "ion", Kind::NoMap),
                                region(0x8b300000, mib(75), "carveout", Kind::Ion)});
  facts.linux_memory.total = mib(150);
  EXPECT_EQ(sum(account(facts), Role::Share), mib(106));
}

TEST(Account, WhatSharesCountTooMuchIsAddedBackAndNotHidden) {
  AccountFacts facts = small_board();
  facts.linux_memory.total = mib(508);
  const auto lines = account(facts);
  ASSERT_NE(find(lines, "given back to Linux"), nullptr);
  EXPECT_EQ(find(lines, "given back to Linux")->size, mib(3));
}

TEST(Account, TheLinesAddUpToWhatIsInstalledWhateverTheSourcesSay) {
  EXPECT_TRUE(rc::check([] {
    const auto any_size = [] { return Bytes{*rc::gen::inRange<std::uint64_t>(0, 600) * 4096}; };
    const auto maybe = [&] { return *rc::gen::arbitrary<bool>() ? std::optional{any_size()} : std::nullopt; };
    AccountFacts facts;
    facts.installed = {any_size(), ""};
    facts.linux_memory.total = std::min(any_size(), facts.installed.size);
    std::vector<Region> regions;
    for (int i = *rc::gen::inRange(0, 8); i > 0; --i) {
      Region each = region(*rc::gen::inRange<std::uint64_t>(0, 400) * 4096, {any_size().value + 4096}, "r",
                           static_cast<Kind>(*rc::gen::inRange(0, 12)));
      each.attributes.anonymous = *rc::gen::arbitrary<bool>();
      regions.push_back(std::move(each));
    }
    facts.map = MemoryMap::build(std::move(regions));
    if (*rc::gen::arbitrary<bool>()) facts.system_ram = RangeSet{{*PhysRange::make({0}, {any_size().value + 4096})}};
    if (*rc::gen::arbitrary<bool>()) facts.placeless.push_back({"pool", {any_size(), ""}});
    if (*rc::gen::arbitrary<bool>()) facts.page_structures = Amount{any_size(), ""};
    facts.linux_memory.free = maybe();
    facts.linux_memory.anonymous = maybe();
    facts.linux_memory.cache = maybe();
    facts.linux_memory.cma_held = maybe();

    const auto lines = account(facts);
    const Bytes left = saturating_add(sum(lines, Role::Share), sum(lines, Role::Total));
    RC_ASSERT(left == saturating_add(facts.installed.size, sum(lines, Role::Returned)));
    const Bytes inside = sum(lines, Role::Inside);
    RC_ASSERT(inside.value == 0 || inside == facts.linux_memory.total);
  }));
}

}  // namespace
}  // namespace rampart
