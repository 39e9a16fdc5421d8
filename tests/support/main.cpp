// The main() of every Catch2 executable, compiled once because it takes longer than any test file.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
