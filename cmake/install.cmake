# One export set a component, so that a host which wants the shared library needs none of the core's dependencies.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/parley)

function(parley_install_component component target)
  install(TARGETS ${target} EXPORT parley_${component} RUNTIME LIBRARY ARCHIVE)
  install(EXPORT parley_${component} NAMESPACE parley:: DESTINATION ${package_dir}
          FILE parley-${component}.cmake)
endfunction()

parley_install_component(core parley_core)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/parley TYPE INCLUDE)
# The core is an archive: its consumer finds the same libraries again with the same scripts.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/cmake/deps DESTINATION ${package_dir})

if(TARGET parley_shared)
  parley_install_component(parley parley_shared)
  parley_install_component(cpp parley_cpp)
  install(FILES ${PROJECT_SOURCE_DIR}/capi/include/parley.h TYPE INCLUDE)
  install(FILES ${PROJECT_SOURCE_DIR}/bindings/cpp/parley.hpp TYPE INCLUDE OPTIONAL)
  file(RELATIVE_PATH PARLEY_PC_TO_PREFIX /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/parley.pc.in ${PROJECT_BINARY_DIR}/parley.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/parley.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

list(JOIN PARLEY_DEPS " " PARLEY_DEPS_TEXT)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/parleyConfig.cmake.in ${PROJECT_BINARY_DIR}/parleyConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/parleyConfigVersion.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/parleyConfig.cmake
              ${PROJECT_BINARY_DIR}/parleyConfigVersion.cmake DESTINATION ${package_dir})
