#include "intent/matcher.hpp"
#include <doctest/doctest.h>
TEST_CASE("x"){ CHECK(parley::intent::IntentMatcher().match("x","en").ranked.empty()); }
