// SPDX-License-Identifier: MIT
#pragma once

namespace ddns {

/// To be called before anything else opens a file or a socket. A closed stdin, stdout or stderr becomes the
/// null device: otherwise its number would go to the next socket or file, and log lines into that. A reader
/// that goes away (SIGPIPE) becomes an error of the write instead of the end of the process.
void guard_standard_streams();

} // namespace ddns
