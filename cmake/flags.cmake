# Warnings, sanitizers and size: what every target of ours is compiled with.
add_library(rampart_flags INTERFACE)
target_include_directories(rampart_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_compile_options(rampart_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Werror)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Clang 19 reads libstdc++ 12's <expected> only with this feature-test macro, and takes the deprecation inside its
  # stable_sort for ours.
  target_compile_options(rampart_flags INTERFACE -Wno-builtin-macro-redefined -D__cpp_concepts=202002L -Wno-deprecated-declarations)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # With -O2 and more, GCC 12 takes the clean-up of an Error that was never made for a use of it.
  target_compile_options(rampart_flags INTERFACE -Wno-maybe-uninitialized)
endif()

if(RAMPART_TOGETHER)
  # A local name then shadows what another file of the batch has in its unnamed namespace. The builds of single files
  # say what shadows what.
  target_compile_options(rampart_flags INTERFACE -Wno-shadow)
endif()

if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  # Where a size_t has 32 bits, a 64-bit index that was compared with a size before is no error; g++ only says that
  # the ABI of GCC 7 passed some values otherwise, which concerns nobody here.
  target_compile_options(rampart_flags INTERFACE -Wno-conversion -Wno-psabi)
endif()

if(RAMPART_SANITIZE)
  target_compile_options(rampart_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(rampart_flags INTERFACE -fsanitize=address,undefined)
endif()

if(RAMPART_THREAD_SANITIZE)
  target_compile_options(rampart_flags INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(rampart_flags INTERFACE -fsanitize=thread)
endif()

if(RAMPART_FUZZ)
  target_compile_options(rampart_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(RAMPART_STATIC)
  target_compile_options(rampart_flags INTERFACE -Os -ffunction-sections -fdata-sections)
  target_link_options(rampart_flags INTERFACE -static -Wl,--gc-sections -s)
endif()
