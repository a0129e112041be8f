// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "loop/timers.h"
#include "provider/catalogue.h"
#include "provider/session.h"

namespace ddns {

/// What a user may write, for `providers` and the checks of a configuration.
ProviderInfo hosts_info();

/// The backend `hosts`: keeps names in a hosts file that dnsmasq, CoreDNS or the system itself reads. It owns
/// one marked block in it per account (provider/hosts_block.h) and replaces the file in one step
/// (`replace_file` with FileMode::keep: where only writing in place is possible, as with a bind-mounted
/// /etc/hosts, it does that). Records of the block that no change names stay.
///
/// Setting of the account: `path`, required. A missing file is created, its folder is not. The file is read
/// anew for every submission, so there is nothing to forget; all changes of one submission are one write,
/// which blocks for as long as the disk does.
///
/// Outcomes come in a later turn of the loop. Errors: `system` with the path and what to do (read-only, disk
/// full, a folder, more than 4 MiB, damaged markers; then the file is as it was), `config` without a usable
/// path or account name, `rejected` for a name that cannot stand in a hosts file.
std::unique_ptr<AccountSession> make_hosts_session(const Account& account, Timers& timers);

} // namespace ddns
