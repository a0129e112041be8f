// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/loop.h"

namespace ddns {

/// HTTP by libcurl, on the loop. Keeps connections, but starts no timer and no wake-up while no request is on
/// its way. The loop must outlive it; operations may outlive it, and then their callbacks never run.
///
/// - `user_agent` is sent unless the request has a User-Agent of its own.
/// - Without `ca`, what OpenSSL's hashed folder of the system holds is trusted, or the system's bundle where
///   there is no such folder; on Windows the roots of its certificate store. With `ca`, that file alone.
/// - The proxies of the environment (http_proxy, https_proxy, all_proxy, no_proxy) are used as curl does,
///   except to loopback and for requests that name a family: what those are about is the direct way out.
///   What Windows has for its browsers is not looked at: whoever wants a proxy says so in the environment.
/// - `network_changed` wants every address of the machine, loopback included: a list without 127.0.0.1 says
///   that 127.0.0.0/8 is gone. Requests whose look-up is still under way look up again.
/// - A request with a line break in a header, an unknown method or something that is no http(s) URL is
///   refused with `config`, by its callback like every other failure.
/// - Reply headers are limited to 64 KiB in all.
///
/// The process must ignore SIGPIPE: a TLS library may write to a connection that the other side has closed.
/// Initialises libcurl for the process and gives it back when the last transport dies.
std::unique_ptr<HttpTransport> make_curl_transport(Loop& loop, std::string user_agent = "ddns-reactor");

} // namespace ddns
