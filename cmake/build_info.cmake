# What parley_build_info() tells, fixed when the tree is configured: parley_build_info.hpp in PARLEY_BUILD_INFO_DIR.
set(PARLEY_BUILD_INFO_DIR ${PROJECT_BINARY_DIR}/generated)
set(build_type ${CMAKE_BUILD_TYPE})
set(features "\"responder\"")
if(PARLEY_SANITIZE)
  string(REPLACE ";" "\", \"" list "${PARLEY_SANITIZE}")
  string(APPEND features ", \"${list}\"")
endif()
file(CONFIGURE OUTPUT ${PARLEY_BUILD_INFO_DIR}/parley_build_info.hpp @ONLY CONTENT [[
#pragma once

namespace parley {

// The answer of parley_build_info(): one JSON object.
inline constexpr char kBuildInfo[] =
    R"json({"version":"@PROJECT_VERSION@","compiler":"@CMAKE_CXX_COMPILER_ID@ @CMAKE_CXX_COMPILER_VERSION@",)json"
    R"json("build_type":"@build_type@","features":[@features@],)json"
    R"json("dependencies":{"sqlite":"@SQLite3_VERSION@","simdjson":"@simdjson_VERSION@",)json"
    R"json("fmt":"@fmt_VERSION@","openssl":"@OPENSSL_VERSION@"}})json";

}  // namespace parley
]])
