#include "host/changed_source.h"

#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

std::vector<std::string> paths_of(const std::vector<SourceFile>& files) {
  std::vector<std::string> paths;
  for (const SourceFile& file : files) paths.push_back(file.path);
  return paths;
}

TEST(ChangedSource, TheFilesOfASourceAreTheBoardsAndWhatItIncludes) {
  const TestDirectory directory;
  const std::string board =
      directory.write("soc/board.dts", "/dts-v1/;\n#include \"../common/chip.dtsi\"\n/include/ \"more.dtsi\"\n");
  directory.write("common/chip.dtsi", "#include <constants.h>\n/ { a = <ONE>; };\n");
  directory.write("soc/more.dtsi", "/ { b; };\n");
  directory.write("include/constants.h", "#define ONE 1\n");
  const std::vector<std::string> include_dirs{directory / "include"};
  const DtsOptions options{.include_dirs = include_dirs};
  const auto files = files_of_source(board, compile_dts(board, options).value(), options);
  EXPECT_EQ(paths_of(files.value()),
            (std::vector<std::string>{board, directory / "soc/../common/chip.dtsi", directory / "include/constants.h",
                                      directory / "soc/more.dtsi"}));
}

TEST(ChangedSource, AChangedIncludeIsCompiledWithoutBeingWritten) {
  const TestDirectory directory;
  const std::string board = directory.write("soc/board.dts", "/dts-v1/;\n#include \"../common/chip.dtsi\"\n");
  const std::string chip = directory.write("common/chip.dtsi", "/ { a = <1>; };\n");
  auto files = files_of_source(board, compile_dts(board, {}).value(), {}).value();
  files[1].text = "/ { a = <2>; };\n";
  const auto changed = compile_changed(board, files, {});
  const std::string expected = directory.write("soc/expected.dts", "/dts-v1/;\n/ { a = <2>; };\n");
  EXPECT_EQ(changed.value().blob, compile_dts(expected, {}).value().blob);
  EXPECT_EQ(content_of(chip), "/ { a = <1>; };\n");
}

TEST(ChangedSource, AnErrorNamesTheFileAsItIsCalled) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n/ { };\n");
  const SourceFile files[] = {{board, "/dts-v1/;\n/ { a = <; };\n"}};
  const auto changed = compile_changed(board, files, {});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().where.file, board);
  EXPECT_EQ(changed.error().where.line, 2U);
}

TEST(ChangedSource, PositionsNameTheFilesAsTheyAreCalled) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n#include \"chip.dtsi\"\n");
  directory.write("chip.dtsi", "/ { };\n");
  const auto files = files_of_source(board, compile_dts(board, {}).value(), {}).value();
  const auto before = compile_dts(board, {}).value();
  const auto after = compile_changed(board, files, {}).value();
  EXPECT_EQ(after.preprocessed, before.preprocessed);
  EXPECT_EQ(after.annotated, before.annotated);
}

}  // namespace
}  // namespace rampart
