// SPDX-License-Identifier: MIT
#include "import/tables.h"

namespace ddns {

namespace {

constexpr std::string_view user_and_password = "username>username password>password";
constexpr std::string_view token_as_user = "username>token password>@unused";

constexpr ProviderRow providers[] = {
    {"changeip.com", "changeip", user_and_password},
    {"ovh.com", "ovh-dyn", user_and_password},
    {"strato.com", "strato", user_and_password},
    {"cloudflare.com", "cloudflare", "username>@zone password>token proxied>+proxied"},
    {"porkbun.com", "porkbun", "username>apikey password>secretapikey"},
    {"cloudxns.net", "", "", "CloudXNS does not exist any more"},
    {"ddnss.de", "dyndns2", user_and_password, "", "", "https://ddnss.de"},
    {"dhis.org", "dhis", "username>@unused password>password"},
    {"dnsexit.com", "dnsexit", "username>@other password>@other"},
    {"dnspod.cn", "dnspod", "username>id password>token"},
    {"dtdns.com", "dtdns"},
    {"duckdns.org", "duckdns", token_as_user},
    {"duiadns.net", "duiadns", "username>@unused password>@other"},
    {"dyndns.org", "dyndns", user_and_password},
    {"dnsomatic.com", "dnsomatic", user_and_password},
    {"selfhost.de", "selfhost", user_and_password},
    {"no-ip.com", "noip", user_and_password},
    {"noip.com", "noip", user_and_password},
    {"3322.org", "pubyun", user_and_password},
    {"hn.org", "hn"},
    {"tzo.com", "tzo"},
    {"zerigo.com", "zerigo"},
    {"he.net", "he-dyn", "username>@unused password>password"},
    {"tunnelbroker.net", "he-tunnelbroker", user_and_password, "", "tunnel"},
    {"spdyn.de", "spdyn", user_and_password},
    {"nsupdate.info", "nsupdate.info", "username>@unused password>password"},
    {"loopia.com", "loopia", user_and_password},
    {"domains.google.com", "googledomains"},
    {"dynu.com", "dynu", user_and_password},
    {"dy.fi", "dyfi", user_and_password},
    {"do.de", "do.de", user_and_password},
    {"domopoli", "domopoli", user_and_password},
    {"inwx.com", "inwx-dyn", user_and_password},
    {"itsdns.de", "itsdns", user_and_password},
    {"opendns.com", "opendns", user_and_password, "", "network"},
    {"joker.com", "joker", user_and_password},
    {"schokokeks.org", "schokokeks", user_and_password},
    {"variomedia.de", "variomedia", user_and_password},
    {"udmedia.de", "udmedia", user_and_password},
    {"dyndns.it", "dyndns.it", user_and_password},
    {"infomaniak.com", "infomaniak-dyn", user_and_password},
    {"oray.com", "oray", user_and_password},
    {"simply.com", "simply", user_and_password},
    {"ipv4.dynv6.com", "dynv6-dyn", token_as_user},
    {"dynv6.com", "dynv6-dyn", token_as_user},
    {"easydns.com", "easydns", user_and_password},
    {"freedns.afraid.org", "freedns-v1", user_and_password},
    {"freemyip.com", "freemyip", "username>@unused password>token"},
    {"gira.de", "giradns", user_and_password},
    {"sitelutions.com", "sitelutions", user_and_password, "", "id"},
    {"pdd.yandex.ru", "yandex-pdd"},
    {"zoneedit.com", "zoneedit", user_and_password},
    {"goip.de", "goip", user_and_password},
    {"desec.io", "desec-dyn", "username>@unused password>token"},
    {"domaindiscount24.com", "key-systems", "username>@unused password>password"},
    {"moniker.com", "key-systems", "username>@unused password>password"},
    {"all-inkl.com", "allinkl", user_and_password},
    {"core-networks.de", "core-networks", user_and_password},
    {"dnsever.com", "dnsever", user_and_password},
    {"dnshome.de", "dnshome", "username>@unused password>password"},
    {"dnsmadeeasy.com", "dnsmadeeasy-dyn", user_and_password, "", "id"},
    {"dnsmax.com", "thatip", user_and_password},
    {"thatip.com", "thatip", user_and_password},
    {"mydns.jp", "mydns.jp", user_and_password},
    {"myonlineportal.net", "myonlineportal", user_and_password},
    {"namecheap.com", "namecheap", "username>@zone password>password", "", "", "", "", true},
    {"regfish.de", "regfish", "username>@unused password>token"},
    {"twodns.de", "twodns"},
    {"ipv64.net", "ipv64", token_as_user},
    {"domene.shop", "domeneshop", user_and_password},
    {"custom", "http", "url>url username>username password>password success>success"},
};

constexpr std::string_view own_servers = "the outside address is asked of servers of the program's own";
constexpr std::string_view verified = "TLS is always verified";
constexpr std::string_view service = "the service manager or `ddns-reactor once` is for that";

constexpr OptionReason because[] = {
    {"fake-address", "no address is ever invented"},
    {"iterations", service},
    {"forced-update", "an update is repeated as often as the provider asks for it"},
    {"cache-dir", "\"state\" is the folder for that, and has a usual place"},
    {"secure-ssl", verified},
    {"broken-rtc", verified},
    {"user-agent", "requests are sent under the program's own name"},
    {"checkip-server", own_servers},
    {"checkip-path", own_servers},
    {"checkip-ssl", own_servers},
    {"checkip-command", "no command is run to find an address"},
    {"wildcard", "a wildcard is a record of its own, called \"*.NAME\""},
    {"proxied", "the provider here has no such option"},
    {"proxy", "the environment variable https_proxy names one"},
    {"append-myip", "\"ddns-path\" says where the address stands"},
    {"verify-address", "the classes of a record say which addresses are good"},
    {"allow-ipv6", "\"types\" of a record says it"},
};

} // namespace

ProviderTable inadyn_providers() { return providers; }
std::span<const OptionReason> inadyn_reasons() { return because; }

} // namespace ddns
