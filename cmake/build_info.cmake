# What parley_version() and parley_build_info() tell, fixed when the tree is configured: "parley_build_info.hpp", which every
# target with parley_flags can include.
set(info_dir ${PROJECT_BINARY_DIR}/generated)
target_include_directories(parley_flags INTERFACE ${info_dir})
set(build_type ${CMAKE_BUILD_TYPE})
set(features "\"responder\"")
if(PARLEY_SANITIZE)
  string(REPLACE ";" "\", \"" list "${PARLEY_SANITIZE}")
  string(APPEND features ", \"${list}\"")
endif()
file(CONFIGURE OUTPUT ${info_dir}/parley_build_info.hpp @ONLY CONTENT [[
#pragma once

namespace parley {

inline constexpr char kVersion[] = "@PROJECT_VERSION@";

// The answer of parley_build_info(): one JSON object.
inline constexpr char kBuildInfo[] =
    R"json({"version":"@PROJECT_VERSION@","compiler":"@CMAKE_CXX_COMPILER_ID@ @CMAKE_CXX_COMPILER_VERSION@",)json"
    R"json("build_type":"@build_type@","features":[@features@],)json"
    R"json("dependencies":{"sqlite":"@SQLite3_VERSION@","simdjson":"@simdjson_VERSION@",)json"
    R"json("fmt":"@fmt_VERSION@","openssl":"@OPENSSL_VERSION@","curl":"@CURL_VERSION_STRING@"}})json";

}  // namespace parley
]])
