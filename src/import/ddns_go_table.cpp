// SPDX-License-Identifier: MIT
#include "import/tables.h"

namespace ddns {

namespace {

// Fields: what `dns:` holds, and what may stand behind the "?" of a domain.
constexpr ProviderRow providers[] = {
    {"alidns", "alidns", "id>access_key_id secret>access_key_secret Line>+line"},
    {"aliesa", "aliesa", "id>access_key_id secret>access_key_secret Proxied>+proxied"},
    {"baiducloud", "baiducloud", "id>access_key_id secret>access_key_secret"},
    {"callback", "http", "url>url method>method body>body headers>headers"},
    {"cloudflare", "cloudflare", "id>@unused secret>token proxied>+proxied comment>+comment"},
    {"cloudns", "cloudns", "id>auth_id secret>auth_password"},
    {"desec", "desec", "id>@unused secret>token"},
    {"dnshe", "", "", "there is no provider for DNSHE"},
    {"dnsla", "dnsla", "id>api_id secret>api_secret"},
    {"dnspod", "dnspod", "id>id secret>token record_line>+line"},
    {"dynadot", "dynadot", "id>@unused secret>password containRoot>+root"},
    {"dynv6", "dynv6", "id>@unused secret>token"},
    {"edgeone", "edgeone", "id>secret_id secret>secret_key Location>+location"},
    {"eranet", "eranet", "id>id secret>secret"},
    {"gcore", "gcore", "id>@unused secret>token"},
    {"godaddy", "godaddy", "id>key secret>secret"},
    {"googledomain", "googledomains"},
    {"hipmdnsmgr", "", "", "there is no provider for a HiPM DnsMgr server"},
    {"huaweicloud", "huaweicloud", "id>access_key secret>secret_key"},
    {"name_com", "namecom", "id>username secret>token"},
    {"namecheap", "namecheap", "id>@unused secret>password"},
    {"namesilo", "namesilo", "id>@unused secret>key"},
    {"nowcn", "nowcn", "id>id secret>secret"},
    {"nsone", "ns1", "id>@unused secret>key"},
    {"porkbun", "porkbun", "id>apikey secret>secretapikey"},
    {"rainyun", "rainyun", "id>@unused secret>key"},
    {"spaceship", "spaceship", "id>api_key secret>api_secret"},
    {"tencentcloud", "tencentcloud", "id>secret_id secret>secret_key RecordLine>+line"},
    {"tnethk", "tnethk", "id>id secret>secret"},
    {"trafficroute", "volcengine", "id>access_key_id secret>access_key_secret"},
    {"vercel", "vercel", "id>@unused secret>token extparam>team_id"},
};

constexpr std::string_view no_webhook = "nobody is told by a web request; the log and \"status\" say it";
constexpr std::string_view no_web_page = "there is no web page to sign in to";
constexpr std::string_view by_id = "the record is found by its name and type";

constexpr OptionReason because[] = {
    {"webhookurl", no_webhook},
    {"webhookrequestbody", no_webhook},
    {"webhookheaders", no_webhook},
    {"username", no_web_page},
    {"password", no_web_page},
    {"notallowwanaccess", no_web_page},
    {"lang", "there is one language"},
    {"url", "the outside address is asked of servers of the program's own"},
    {"cmd", "no command is run to find an address"},
    {"ipv6reg", "among several addresses the most stable one is chosen; `ddns-reactor rank` shows them"},
    {"RecordId", by_id},
    {"record_id", by_id},
    {"recordset_id", by_id},
    {"zone_id", by_id},
    {"SiteId", by_id},
    {"id", by_id},
};

} // namespace

ProviderTable ddns_go_providers() { return providers; }
std::span<const OptionReason> ddns_go_reasons() { return because; }

} // namespace ddns
