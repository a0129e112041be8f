// SPDX-License-Identifier: MIT
#include "import/tables.h"

namespace ddns {

namespace {

constexpr std::string_view user_and_password = "username>username password>password";

constexpr ProviderRow providers[] = {
    {"aliyun", "alidns", "access_key_id>access_key_id access_secret>access_key_secret region>@unused"},
    {"allinkl", "allinkl", user_and_password},
    {"bunny", "bunny", "api_key>access_key ttl>@ttl"},
    {"changeip", "changeip", user_and_password},
    {"cloudflare", "cloudflare", "token>token zone_identifier>@unused proxied>+proxied ttl>@ttl"},
    {"custom", "http", "url>url success>success"},
    {"dd24", "key-systems", "password>password"},
    {"ddnss", "dyndns2", "username>username password>password dual_stack>@unused", "", "",
     "https://ddnss.de"},
    {"desec", "desec-dyn", "token>token"},
    {"digitalocean", "digitalocean", "token>token"},
    {"dnsomatic", "dnsomatic", user_and_password},
    {"dnspod", "dnspod", "token>id,token"},
    {"domeneshop", "domeneshop", "token>username secret>password"},
    {"dondominio", "dondominio", "username>username key>password password>password"},
    {"dreamhost", "dreamhost", "key>key"},
    {"duckdns", "duckdns", "token>token"},
    {"dyn", "dyndns", "username>username client_key>password password>password"},
    {"dynu", "dynu", user_and_password},
    {"dynv6", "dynv6-dyn", "token>token"},
    {"easydns", "easydns", "username>username token>password"},
    {"example", "", "", "it is only an example there"},
    {"freedns", "freedns-v2", "token>token"},
    {"gandi", "gandi", "personal_access_token>token ttl>@ttl"},
    {"gcp", "gcloud", "project>project zone>managed_zone credentials>key_file"},
    {"gigahostno", "", "", "there is no provider for Gigahost"},
    {"godaddy", "godaddy", "key>key secret>secret"},
    {"goip", "goip", user_and_password},
    {"google", "googledomains"},
    {"he", "he-dyn", "password>password"},
    {"hetzner", "hetzner"},
    {"hetznercloud", "hetznercloud", "token>token ttl>@ttl"},
    {"hetznernetworking", "hetznercloud", "token>token ttl>@ttl"},
    {"hostinger", "hostinger", "token>token ttl>@ttl"},
    {"infomaniak", "infomaniak-dyn", user_and_password},
    {"inwx", "inwx-dyn", user_and_password},
    {"ionos", "ionos", "api_key>api_key"},
    {"ipv64", "ipv64", "key>token"},
    {"linode", "linode", "token>token"},
    {"loopia", "loopia", user_and_password},
    {"luadns", "luadns", "email>email token>api_key"},
    {"myaddr", "myaddr", "key>key"},
    {"name.com", "namecom", "username>username token>token ttl>@ttl"},
    {"namecheap", "namecheap", "password>password"},
    {"namesilo", "namesilo", "key>key ttl>@ttl"},
    {"netcup", "netcup", "customer_number>customer_number api_key>api_key password>api_password"},
    {"nextdns", "", "", "NextDNS keeps no record: it links an address to a profile"},
    {"njalla", "njalla-dyn", "key>key"},
    {"noip", "noip", user_and_password},
    {"nowdns", "now-dns", user_and_password},
    {"opendns", "opendns", user_and_password, "", "network"},
    {"ovh", "ovh-dyn", "username>username password>password mode>@unused"},
    {"ovh api", "ovh",
     "app_key>application_key app_secret>application_secret consumer_key>consumer_key mode>@unused"},
    {"porkbun", "porkbun", "api_key>apikey secret_api_key>secretapikey ttl>@ttl"},
    {"route53", "route53",
     "access_key>access_key_id secret_key>secret_access_key zone_id>hosted_zone ttl>@ttl"},
    {"scaleway", "scaleway", "secret_key>secret_key ttl>@ttl"},
    {"selfhost.de", "selfhost", user_and_password},
    {"servercow", "servercow", "username>username password>password ttl>@ttl"},
    {"spaceship", "spaceship", "api_key>api_key api_secret>api_secret ttl>@ttl"},
    {"spdyn", "spdyn", "user>username password>password token>password", "", "", "", "", false, true},
    {"strato", "strato", "password>password zone>username"},
    {"variomedia", "variomedia", "email>username password>password"},
    {"vercel", "vercel", "token>token team_id>team_id ttl>@ttl"},
    {"vultr", "vultr", "apikey>token ttl>@ttl"},
    {"zoneedit", "zoneedit", "username>username token>password"},
};

constexpr OptionReason because[] = {
    {"provider_ip", "the address is always sent"},
    {"ipv6_suffix", "only addresses that this machine has are published"},
    {"key", "the provider here takes a token"},
    {"email", "the provider here takes a token"},
    {"user_service_key", "the provider here takes a token"},
    {"success_regex",
     "only a plain word at the beginning of the reply can be named; \"success: ...\" takes it"},
    {"group", "names are updated one by one"},
};

} // namespace

ProviderTable ddns_updater_providers() { return providers; }
std::span<const OptionReason> ddns_updater_reasons() { return because; }

} // namespace ddns
