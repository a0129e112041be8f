// SPDX-License-Identifier: MIT
#include "import/confuse.h"
#include "import/draft.h"
#include "imported_text.h"

using namespace ddns;
using testing::import_text;
using testing::ImportedText;

namespace {

ImportedText read(ImportFormat format, const std::string& text, const IncludeReader& include = {}) {
    return import_text(format, text, fakes::known_providers(), include);
}

std::string error_of(ImportFormat format, const std::string& text) { return read(format, text).error; }

} // namespace

TEST_CASE("import: what is no configuration of that client is refused with its place") {
    struct Row {
        ImportFormat format;
        std::string text, error;
    };
    const Row rows[] = {
        {ImportFormat::inadyn, "period = 600\nprovider no-ip.com {\n  username = a\n",
         "4: the file ends within a section; a \"}\" is missing"},
        {ImportFormat::inadyn, "provider no-ip.com {\n}\n}\n", "3: there is a \"}\" too many"},
        {ImportFormat::inadyn, "period = \"600\n\n",
         "1: a string that starts here has no end; close it with the same quote"},
        {ImportFormat::inadyn, "period =\n", "2: a value is missing here"},
        {ImportFormat::inadyn, "hostname = { a.example b.example }\n",
         "1: a \",\" or a \"}\" must stand here, to go on with the list or to end it"},
        {ImportFormat::ddns_go, "lang: en\n",
         "0: it is no configuration of ddns-go: neither \"dnsconf\" nor \"dns\" is in it"},
        {ImportFormat::ddns_updater, "{\"accounts\": []}",
         "0: it is no configuration of ddns-updater: there is no list \"settings\" in it"},
        {ImportFormat::ddns_updater, "{\"settings\": {}}",
         "0: it is no configuration of ddns-updater: there is no list \"settings\" in it"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(error_of(row.format, row.text) == row.error);
    }
    CHECK(error_of(ImportFormat::ddns_go, "dnsconf:\n  - dns: {\n").starts_with("3: "));
    CHECK(error_of(ImportFormat::ddns_updater, "{\"settings\": [").starts_with("0: it is no valid JSON: "));
}

TEST_CASE("import: sizes and depths have an end") {
    for (const ImportFormat format :
         {ImportFormat::ddns_go, ImportFormat::inadyn, ImportFormat::ddclient, ImportFormat::ddns_updater})
        CHECK(error_of(format, std::string(max_import_bytes + 1, '\n')) ==
              "0: it is larger than 1048576 bytes; is it the right file?");
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "provider a {\n";
    CHECK(error_of(ImportFormat::inadyn, deep) == "18: sections are nested too deeply here");
    CHECK_FALSE(error_of(ImportFormat::ddns_updater, "{\"settings\":" + std::string(100'000, '[')).empty());
    CHECK_FALSE(error_of(ImportFormat::ddns_go, "dnsconf: " + std::string(100'000, '[')).empty());
}

TEST_CASE("import: files that include each other come to an end, and one that is missing is told") {
    const std::string text = "include(\"a.conf\")\nprovider duckdns.org {\n username = t\n hostname = a\n}\n";
    int reads = 0;
    const auto itself = [&](const std::string&) -> Result<std::string> {
        ++reads;
        return text;
    };
    const ImportedText endless = read(ImportFormat::inadyn, text, itself);
    CHECK(reads == static_cast<int>(max_confuse_includes));
    CHECK(endless.says(
        "a.conf:1: include(a.conf): not carried over, because files include each other too often."));
    const auto none = [](const std::string&) -> Result<std::string> { return fail(ErrorKind::system, "no"); };
    const ImportedText missing = read(ImportFormat::inadyn, text, none);
    CHECK(missing.says("in:1: include(a.conf): not carried over, because it cannot be read."));
    CHECK(missing.loaded.config->records.size() == 1);
}

TEST_CASE("import: text that a terminal would obey, or YAML misread, does not get through") {
    const ImportedText in =
        read(ImportFormat::ddclient, "protocol=duckdns, use=web\n"
                                     "password=x \x1b[31m.duckdns.org\n"
                                     "password='a: \"b\" #c \\ ${env:HOME}' b.duckdns.org\n"
                                     "password=y \"- &x: *y\"\n"
                                     "\x1b]0;x\x07=1 c.duckdns.org\n");
    REQUIRE(in.loaded.config);
    CHECK(in.yaml.find('\x1b') == std::string::npos);
    CHECK(in.notes.find('\x1b') == std::string::npos);
    REQUIRE(in.record("b.duckdns.org", RecordType::A));
    const auto& account = in.loaded.config->accounts[in.record("b.duckdns.org", RecordType::A)->account];
    CHECK(account.settings.at("token").reveal() == "a: \"b\" #c \\ ${env:HOME}");
}

TEST_CASE("import: a record of an unknown provider is told, and so is a strange name") {
    const ImportedText in =
        read(ImportFormat::ddclient, "use=web\n"
                                     "protocol=nobodysdns, password=s3cret a.example.com\n"
                                     "protocol=duckdns, password=s3cret -bad-.duckdns.org\n"
                                     "protocol=duckdns, password=s3cret good.duckdns.org\n"
                                     "protocol=duckdns, password=s3cret good.duckdns.org\n");
    CHECK(
        in.says("in:2: a.example.com: not carried over, because there is no provider \"nobodysdns\" here."));
    CHECK(in.notes.find("in:3: -bad-.duckdns.org: not carried over, because the name ") != std::string::npos);
    CHECK(in.loaded.config->records.size() == 1);
    CHECK((in.yaml + in.notes).find("s3cret") == std::string::npos);
}

TEST_CASE("import: nothing that is active is an empty configuration, never a broken one") {
    for (const ImportFormat format : {ImportFormat::inadyn, ImportFormat::ddclient}) {
        const auto config = import_config(format, "", fakes::known_providers(), {});
        REQUIRE(config);
        CHECK_FALSE(any_active(*config));
    }
}
