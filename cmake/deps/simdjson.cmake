find_package(simdjson 3.0 REQUIRED)
