// SPDX-License-Identifier: MIT
#include "provider/catalogue.h"

#include "provider/embedded.h"
#include "provider/retired.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace ddns;

namespace {

const std::string head = "format: 1\ntitle: T\ndocs: d\nconfidence: high, 2026-01-02\n";
const std::string push = "push:\n  request: GET /u?n={name}\n  replies:\n    - updated: { body: good }\n";

/// A folder of a user's own files.
struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / "ddns-catalogue-test";
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
    }
};

} // namespace

TEST_CASE("a user's own file wins over the one compiled in, and its mistakes are told when it is used") {
    const Folder folder;
    folder.write("duckdns.yaml", head + "url: https://p.example\n" + push);
    folder.write("broken.yaml", "format: 9\n");
    const ProviderCatalogue catalogue(folder.path.string());
    CHECK(catalogue.find("duckdns")->title == "T");
    CHECK(catalogue.find("broken") == nullptr);
    CHECK_FALSE(catalogue.problems("broken").empty());
    CHECK(catalogue.find("cloudflare")->several_values);
    CHECK(catalogue.find("nothing") == nullptr);
    CHECK(catalogue.find("hosts")->any_class_without_asking);
    CHECK(catalogue.definition("hosts") == nullptr);
    const auto names = catalogue.names();
    CHECK(std::is_sorted(names.begin(), names.end()));
    CHECK(std::count(names.begin(), names.end(), "broken") == 1);
    CHECK(std::count(names.begin(), names.end(), "duckdns") == 1);
}

TEST_CASE("a user's file can be like one that is compiled in, also the one of its own name") {
    const Folder folder;
    folder.write("duckdns.yaml", head + "like: duckdns\nurl: https://own.example\n");
    folder.write("mine.yaml", head + "like: duckdns\n");
    const ProviderCatalogue catalogue(folder.path.string());
    REQUIRE(catalogue.find("duckdns"));
    CHECK(catalogue.find("duckdns")->url == "https://own.example");
    CHECK(catalogue.find("duckdns")->domain_suffix == "duckdns.org");
    REQUIRE(catalogue.find("mine"));
    CHECK(catalogue.find("mine")->url == "https://own.example");
}

TEST_CASE("the table that is compiled in is sorted by name and holds no examples") {
    const auto table = embedded_providers();
    CHECK(table.size() >= 7);
    CHECK(
        std::is_sorted(table.begin(), table.end(),
                       [](const EmbeddedProvider& a, const EmbeddedProvider& b) { return a.name < b.name; }));
    for (const EmbeddedProvider& file : table) CHECK(file.text.find("\nexamples:") == std::string_view::npos);
}

TEST_CASE("a service that is gone has a sentence and no file; a user's own file of that name wins") {
    const ProviderCatalogue catalogue;
    const auto sentence = catalogue.retired("googledomains");
    REQUIRE(sentence);
    CHECK(sentence->find("2024-07-10") != std::string::npos);
    CHECK_FALSE(catalogue.find("googledomains"));
    CHECK(catalogue.problems("googledomains").empty());
    CHECK_FALSE(catalogue.retired("duckdns"));
    CHECK_FALSE(catalogue.retired("hosts"));
    CHECK_FALSE(catalogue.retired("neverwas"));
    for (const EmbeddedProvider& file : embedded_providers()) {
        CAPTURE(file.name);
        CHECK_FALSE(retired_sentence(file.name));
    }
    const Folder folder;
    folder.write("googledomains.yaml", head + "url: https://p.example\n" + push);
    CHECK_FALSE(ProviderCatalogue(folder.path.string()).retired("googledomains"));
}
