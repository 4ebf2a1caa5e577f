find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
