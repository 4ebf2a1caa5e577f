# 7.85: CURLOPT_PROTOCOLS_STR; the callback before each request, which guards addresses, came with 7.80.
find_package(CURL 7.85 REQUIRED)
