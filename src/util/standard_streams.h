// SPDX-License-Identifier: MIT
#pragma once

namespace ddns {

/// To be called before anything else opens a file or a socket. A closed stdin, stdout or stderr becomes the
/// null device: otherwise its number would go to the next socket or file, and log lines into that. A reader
/// that goes away (SIGPIPE) becomes an error of the write instead of the end of the process.
///
/// On Windows also what leads nowhere (a service, a child of a program with windows) becomes the null device,
/// all three are binary ("\n" stays one byte), and the console shows UTF-8 until the program ends.
void guard_standard_streams();

} // namespace ddns
