// SPDX-License-Identifier: MIT
#include "imported_text.h"

using namespace ddns;
using testing::import_text;
using testing::ImportedText;
using testing::sample;

namespace {

const KnownProviders& providers() {
    static const ProviderCatalogue catalogue;
    static const KnownProviders known(catalogue);
    return known;
}

ImportedText import_sample(ImportFormat format, const std::string& name) {
    return import_text(format, sample(name), providers(),
                       [](const std::string& path) -> Result<std::string> { return sample(path); });
}

/// Every sample's secrets are called so.
void check_is_good(const ImportedText& imported) {
    INFO(imported.yaml);
    INFO(imported.notes);
    INFO(to_string(std::span<const Diagnostic>(imported.loaded.diagnostics)));
    REQUIRE(imported.error.empty());
    REQUIRE(imported.loaded.config);
    CHECK(imported.loaded.diagnostics.empty());
    CHECK(imported.yaml.find("-secret-") == std::string::npos);
    CHECK(imported.notes.find("-secret-") == std::string::npos);
}

std::string setting(const ImportedText& imported, const std::string& account, const std::string& name) {
    const Account* found = imported.account(account);
    REQUIRE(found);
    const auto value = found->settings.find(name);
    return value == found->settings.end() ? "(none)" : value->second.reveal();
}

} // namespace

TEST_CASE("import: each sample is recognised") {
    CHECK(recognise(sample("ddclient.conf")) == ImportFormat::ddclient);
    CHECK(recognise(sample("inadyn.conf")) == ImportFormat::inadyn);
    CHECK(recognise(sample("ddns-go.yaml")) == ImportFormat::ddns_go);
    CHECK(recognise(sample("ddns-updater.json")) == ImportFormat::ddns_updater);
    CHECK_FALSE(recognise(""));
    CHECK_FALSE(recognise("accounts:\n  cf: { provider: cloudflare }\n"));
    CHECK_FALSE(recognise("{\"accounts\": {}}"));
    CHECK_FALSE(recognise("protocol=dyndns2\nprovider no-ip.com {\n"));
}

TEST_CASE("import: a ddclient.conf") {
    const ImportedText in = import_sample(ImportFormat::ddclient, "ddclient.conf");
    check_is_good(in);
    CHECK(in.loaded.config->poll == std::chrono::minutes(15));
    CHECK(setting(in, "dyndns", "password") == "blue #7 door");
    CHECK(setting(in, "dyndns2", "password") == "t\\em,po");
    CHECK(in.account("dyndns2")->url == "https://dyn.example.net/api");
    CHECK(setting(in, "http", "url") == "https://dyn.example.net/update.php?hostname={name}&myip={ip}");
    CHECK(setting(in, "cloudflare", "token") == "cf-secret-1");
    CHECK(setting(in, "duckdns", "token") == "duck-secret-3");

    const Record* garden = in.record("garden.example.com", RecordType::A);
    REQUIRE(garden);
    CHECK(garden->source == AddressSource::interface);
    REQUIRE(garden->policy.uplinks.size() == 1);
    CHECK(garden->policy.uplinks[0] == "eth0");
    REQUIRE(in.record("www.example.org", RecordType::A));
    CHECK(in.record("www.example.org", RecordType::A)->ttl == 300);
    REQUIRE(in.record("pond.duckdns.org", RecordType::AAAA));
    CHECK(in.record("pond.duckdns.org", RecordType::AAAA)->source == AddressSource::detect);
    CHECK_FALSE(in.record("pond.duckdns.org", RecordType::A));
    CHECK_FALSE(in.record("roof.example.com", RecordType::A));

    CHECK(in.says("in:3: syslog: not carried over, because the log goes to the service manager's."));
    CHECK(in.says(
        "in:19: roof.example.com: not active: a command finds its address (cmdv4), and none is run here."));
    CHECK(in.says(
        "in:21: old.example.ru: not carried over, because Yandex PDD and Connect DNS were wound up in "
        "2021; their successors are Yandex 360 and Yandex Cloud DNS."));
}

TEST_CASE("import: an inadyn.conf and what it includes") {
    const ImportedText in = import_sample(ImportFormat::inadyn, "inadyn.conf");
    check_is_good(in);
    CHECK(in.loaded.config->poll == std::chrono::minutes(10));
    CHECK(setting(in, "dyndns", "password") == "blue \"door\"");
    CHECK(setting(in, "dyndns-2", "username") == "berta");
    CHECK(setting(in, "duckdns", "token") == "duck-secret-2");
    CHECK(setting(in, "http", "url") ==
          "https://update.example.net/set?user={username}&pass={password}&name={name}&ip={ip}");
    CHECK(setting(in, "http", "password") == "own-secret-3");
    CHECK(setting(in, "noip", "password") == "noip-secret-4");

    const Record* www = in.record("www.example.org", RecordType::A);
    REQUIRE(www);
    CHECK(www->ttl == 300);
    CHECK(www->options.at("proxied") == "true");
    CHECK(in.record("pond.duckdns.org", RecordType::A));
    CHECK(in.record("shed.example.com", RecordType::AAAA));
    CHECK_FALSE(in.record("shed.example.com", RecordType::A));

    CHECK(in.says(
        "in:3: user-agent: not carried over, because requests are sent under the program's own name."));
    CHECK(in.says(
        "inadyn-included.conf:3: wildcard: not carried over, because a wildcard is a record of its own, "
        "called \"*.NAME\"."));
}

TEST_CASE("import: a ddns-go configuration") {
    const ImportedText in = import_sample(ImportFormat::ddns_go, "ddns-go.yaml");
    check_is_good(in);
    CHECK(setting(in, "home", "token") == "cf-secret-1");
    CHECK(in.account("home")->interface == "eth0");
    CHECK(setting(in, "own", "url") == "https://hook.example.com/dns?name={name}&ip={ip}");
    CHECK(setting(in, "own", "body") == "{\"key\": \"cb-secret-3\", \"type\": \"{type}\"}");
    CHECK(setting(in, "own", "method") == "POST");

    const Record* home = in.record("home.example.co.uk", RecordType::A);
    REQUIRE(home);
    CHECK(home->source == AddressSource::detect);
    CHECK(home->options.at("comment") == "the house");
    const Record* six = in.record("www.example.org", RecordType::AAAA);
    REQUIRE(six);
    CHECK(six->source == AddressSource::interface);
    CHECK(six->policy.uplinks.at(0) == "eth1");
    CHECK_FALSE(in.record("shop.example.cn", RecordType::A));

    CHECK(in.says(
        "in:34: shop.example.cn: not active: a command finds its address (ipv4.cmd), and none is run here."));
    CHECK(in.says(
        "in:67: cat.example.com: not carried over, because there is no provider \"nobodysdns\" here."));
    CHECK(in.says("in:79: password: not carried over, because there is no web page to sign in to."));
    CHECK(in.says("in:81: webhookurl: not carried over, because nobody is told by a web request; the log and "
                  "\"status\" say it."));
}

TEST_CASE("import: a ddns-updater configuration") {
    const ImportedText in = import_sample(ImportFormat::ddns_updater, "ddns-updater.json");
    check_is_good(in);
    CHECK(setting(in, "dyndns", "password") == "dyn-secret-2");
    CHECK(setting(in, "http", "url") == "https://update.example.net/set?key=own-secret-5&ip={ip4}");
    CHECK(setting(in, "http", "success") == "good");

    const Record* apex = in.record("example.org", RecordType::A);
    REQUIRE(apex);
    CHECK(apex->ttl == 300);
    CHECK(apex->options.at("proxied") == "true");
    CHECK_FALSE(in.record("example.org", RecordType::AAAA));
    CHECK(in.record("pond.duckdns.org", RecordType::A));
    CHECK(in.record("pond.duckdns.org", RecordType::AAAA));
    CHECK(in.record("shed.example.net", RecordType::A));
    CHECK_FALSE(in.record("house.example.com", RecordType::AAAA));

    CHECK(in.says("in:31: provider_ip: not carried over, because the address is always sent."));
    CHECK(in.notes.find(
              "in:44: old.example.com: not carried over, because Google Domains handed all domains") !=
          std::string::npos);
    CHECK(in.says(
        "in:50: cat.example.com: not carried over, because there is no provider \"nobodysdns\" here."));
}

TEST_CASE("import: nothing of a sample disappears without a word") {
    for (const auto& [format, name] : {std::pair{ImportFormat::ddclient, "ddclient.conf"},
                                       {ImportFormat::inadyn, "inadyn.conf"},
                                       {ImportFormat::ddns_go, "ddns-go.yaml"},
                                       {ImportFormat::ddns_updater, "ddns-updater.json"}}) {
        const ImportedText in = import_sample(format, name);
        std::string text = sample(name);
        // Every name under "example" or "duckdns.org" is a host, a server or a zone in one of the two.
        for (std::size_t at = 0; (at = text.find(".example.", at)) != std::string::npos; ++at) {
            std::size_t begin = at;
            while (begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1]))) --begin;
            std::size_t end = at + 9;
            while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) ++end;
            const std::string host = text.substr(begin, end - begin);
            if (host.starts_with("ip") || host.starts_with("dns64") || host.starts_with("chat")) continue;
            std::string all = in.yaml + in.notes;
            for (const auto& [file, content] : in.secrets) all += content;
            INFO(name);
            CHECK_MESSAGE(all.find(host) != std::string::npos, host);
        }
    }
}
