find_package(SQLite3 3.38 REQUIRED)
