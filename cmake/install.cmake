# What `cmake --install` leaves: the command; the library of all layers but those of the command, with its headers; and
# how CMake and pkg-config find it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

function(rampart_install)
  get_property(layers GLOBAL PROPERTY RAMPART_LAYERS)
  list(REMOVE_ITEM layers cli)
  add_library(rampart_library STATIC ${PROJECT_SOURCE_DIR}/cmake/empty.cc)
  foreach(layer IN LISTS layers)
    target_sources(rampart_library PRIVATE $<TARGET_OBJECTS:rampart_${layer}>)
  endforeach()
  set_target_properties(rampart_library PROPERTIES OUTPUT_NAME rampart EXPORT_NAME rampart)
  target_compile_features(rampart_library INTERFACE cxx_std_23)
  target_include_directories(rampart_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(rampart_library INTERFACE fmt::fmt LibArchive::LibArchive ZLIB::ZLIB fdt kmod lz4 serialport)

  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/rampart)
  install(TARGETS rampart_library EXPORT rampart ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/rampart DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT rampart NAMESPACE rampart:: FILE rampart-targets.cmake DESTINATION ${package})
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/rampart-config.cmake.in
    ${PROJECT_BINARY_DIR}/rampart-config.cmake INSTALL_DESTINATION ${package})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/rampart-config-version.cmake COMPATIBILITY SameMinorVersion)
  # As the way from the folder of rampart.pc, so that an installed tree may be moved, as a sysroot is.
  file(RELATIVE_PATH back /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  set(rampart_prefix_from_pc "\${pcfiledir}/${back}")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/rampart.pc.in ${PROJECT_BINARY_DIR}/rampart.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/rampart-config.cmake ${PROJECT_BINARY_DIR}/rampart-config-version.cmake
    DESTINATION ${package})
  install(FILES ${PROJECT_BINARY_DIR}/rampart.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
