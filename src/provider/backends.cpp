// SPDX-License-Identifier: MIT
#include "provider/backends.h"

#include "provider/dns_update.h"
#include "provider/dns_update_settings.h"
#include "provider/hosts_file.h"

#include <algorithm>

namespace ddns {

namespace {

Backend hosts() {
    Backend backend;
    backend.info = hosts_info();
    backend.check = [](const Account&) { return std::vector<SettingProblem>(); };
    backend.wrong_name = [](const Account&, std::string_view) { return std::string(); };
    backend.make = [](const Account& account, HttpTransport&, Timers& timers) {
        return make_hosts_session(account, timers);
    };
    return backend;
}

Backend rfc2136() {
    Backend backend;
    backend.info = dns_update_info();
    backend.check = [](const Account& account) { return read_dns_update_account(account).problems; };
    backend.wrong_name = [](const Account& account, std::string_view name) {
        const auto zone = account.settings.find("zone");
        return wrong_dns_update_name(
            zone == account.settings.end() ? std::nullopt : DnsName::parse(zone->second.reveal()), name);
    };
    backend.make = [](const Account& account, HttpTransport& transport, Timers& timers) {
        return make_dns_update_session(account, transport, timers);
    };
    return backend;
}

} // namespace

const std::vector<Backend>& backends() {
    static const std::vector<Backend> all = {hosts(), rfc2136()};
    return all;
}

const Backend* find_backend(std::string_view name) {
    const auto found = std::find_if(backends().begin(), backends().end(),
                                    [&](const Backend& backend) { return backend.info.name == name; });
    return found == backends().end() ? nullptr : &*found;
}

} // namespace ddns
