// SPDX-License-Identifier: MIT
#pragma once

#include "import/provider_table.h"

/// What each client's words are here: data, a file a format (FORMAT_table.cpp).
namespace ddns {

/// Under `dns.name`.
ProviderTable ddns_go_providers();
std::span<const OptionReason> ddns_go_reasons();

/// By what stands behind the `@` of a plugin's name, in the order in which inadyn looks them through.
ProviderTable inadyn_providers();
std::span<const OptionReason> inadyn_reasons();

/// Under `protocol=`.
ProviderTable ddclient_providers();
/// Under `server=` of the protocol dyndns2, which many services speak.
ProviderTable ddclient_dyndns2_servers();
std::span<const OptionReason> ddclient_reasons();

/// Under `provider`.
ProviderTable ddns_updater_providers();
std::span<const OptionReason> ddns_updater_reasons();

} // namespace ddns
