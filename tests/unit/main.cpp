// SPDX-License-Identifier: MIT
#define DOCTEST_CONFIG_IMPLEMENT
#include "util/standard_streams.h"

#include <doctest/doctest.h>

int main(int argc, char** argv) {
    ddns::guard_standard_streams(); // as the program does
    return doctest::Context(argc, argv).run();
}
