// SPDX-License-Identifier: MIT
#include "cli/provider_text.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

ProviderInfo duck() {
    ProviderInfo info;
    info.name = "duckdns";
    info.title = "Duck DNS";
    info.docs = "https://www.duckdns.org/spec.jsp";
    info.url = "https://www.duckdns.org";
    SettingSpec token;
    token.name = "token";
    token.secret = token.required = true;
    token.help = "from the top of the page";
    SettingSpec note;
    note.name = "note";
    info.settings = {note, token};
    info.options = {{"proxied", false, false, false, "false", "through their network"}};
    return info;
}

} // namespace

TEST_CASE("the list has a line a provider, aligned, with what each must have") {
    const ProviderInfo one = duck();
    ProviderInfo two;
    two.name = "a-long-provider";
    two.title = "X";
    const std::vector<ProviderEntry> both{{&one, false}, {&two, true}};
    CHECK(provider_table(both) == "duckdns          Duck DNS  token\n"
                                  "a-long-provider  X         url\n");
}

TEST_CASE("a snippet can be copied: what is needed stands, what is possible is a comment") {
    const ProviderInfo info = duck();
    CHECK(provider_snippet({&info, false}) ==
          "# Duck DNS\n"
          "# https://www.duckdns.org/spec.jsp\n"
          "accounts:\n"
          "  duckdns:\n"
          "    provider: duckdns\n"
          "    # url: https://www.duckdns.org\n"
          "    token: \"${env:TOKEN}\"               # from the top of the page\n"
          "    # note: NOTE\n"
          "records:\n"
          "  - name: home.example.com\n"
          "    account: duckdns\n"
          "    # proxied: \"false\"                  # through their network\n");
    CHECK(provider_snippet({&info, true}).find("\n    url: https://") != std::string::npos);
}
