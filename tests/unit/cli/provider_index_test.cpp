// SPDX-License-Identifier: MIT
#include "cli/provider_index.h"

#include "fakes/temp_folder.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("the index has a row a provider, and leaves out files that are wrong") {
    const ProviderCatalogue compiled_in;
    const std::string index = provider_index(compiled_in);
    CHECK(
        index.find(
            "\n| [duckdns](duckdns.yaml) | [Duck DNS](https://www.duckdns.org/spec.jsp) | A, AAAA | – | ") !=
        std::string::npos);
    CHECK(index.find("\n| hosts | [Hosts file](") != std::string::npos);
    CHECK(index.starts_with("# The " + std::to_string(compiled_in.names().size()) + " providers\n"));
    const fakes::TempFolder folder;
    folder.write("broken.yaml", "format: 9\n");
    CHECK(provider_index(ProviderCatalogue(folder.path())) == index);
}
