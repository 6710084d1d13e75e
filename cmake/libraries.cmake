# The libraries we stand on: fmt, nlohmann-json (headers only), libfdt, zlib, libarchive, libkmod, lz4,
# libserialport.
# A static build takes all of them from RAMPART_STATIC_ROOT, so that no header of the build machine's own C library
# is in reach of a cross compiler.
add_library(rampart_headers INTERFACE)
add_library(rampart_fdt INTERFACE)
add_library(rampart_archive INTERFACE)
add_library(rampart_zram INTERFACE)
add_library(rampart_serial INTERFACE)

if(RAMPART_STATIC_ROOT)
  # As tools/static-deps/build.sh compiled it.
  target_compile_definitions(rampart_headers INTERFACE FMT_STATIC_THOUSANDS_SEPARATOR=',')
  target_link_libraries(rampart_headers INTERFACE ${RAMPART_STATIC_ROOT}/lib/libfmt.a)
  target_include_directories(rampart_headers SYSTEM INTERFACE ${RAMPART_STATIC_ROOT}/include)
  target_link_libraries(rampart_fdt INTERFACE rampart_headers ${RAMPART_STATIC_ROOT}/lib/libfdt.a)
  target_link_libraries(rampart_archive INTERFACE rampart_headers
    ${RAMPART_STATIC_ROOT}/lib/libarchive.a ${RAMPART_STATIC_ROOT}/lib/libz.a)
  target_link_libraries(rampart_zram INTERFACE rampart_headers
    ${RAMPART_STATIC_ROOT}/lib/libkmod.a ${RAMPART_STATIC_ROOT}/lib/liblz4.a ${RAMPART_STATIC_ROOT}/lib/libz.a)
  target_link_libraries(rampart_serial INTERFACE rampart_headers ${RAMPART_STATIC_ROOT}/lib/libserialport.a)
else()
  find_package(fmt REQUIRED)
  target_link_libraries(rampart_headers INTERFACE fmt::fmt)
  find_library(FDT_LIBRARY fdt REQUIRED)
  find_package(LibArchive REQUIRED)
  find_package(ZLIB REQUIRED)
  target_link_libraries(rampart_fdt INTERFACE ${FDT_LIBRARY})
  target_link_libraries(rampart_archive INTERFACE LibArchive::LibArchive ZLIB::ZLIB)
  find_library(KMOD_LIBRARY kmod REQUIRED)
  find_library(LZ4_LIBRARY lz4 REQUIRED)
  target_link_libraries(rampart_zram INTERFACE ${KMOD_LIBRARY} ${LZ4_LIBRARY})
  find_library(SERIALPORT_LIBRARY serialport REQUIRED)
  target_link_libraries(rampart_serial INTERFACE ${SERIALPORT_LIBRARY})
endif()
