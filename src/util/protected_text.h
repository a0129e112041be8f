// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"
#include "util/secret.h"

#include <cstdint>
#include <string>
#include <string_view>

/// Secrets that may stand in a configuration file because only this machine can read them: the Data
/// Protection API (DPAPI) of Windows. Other systems have nothing of the kind and say so.
///
/// What it is good for: the file may be copied, backed up and shown; elsewhere it says nothing.
/// - `user`: only programs of the account that protected it can read it, on this machine.
/// - `machine`: every program on this machine that gets hold of the text can, whoever runs it. So that a
///   service can read what an administrator protected. The file's access list has to keep others out: such a
///   text counts as a secret that stands in the file.
/// It is no help against who controls the account or the machine, and it does not survive a new installation
/// of Windows; `user` does not survive a password that is reset by somebody else.
///
/// The entropy that goes in is this program's name. That is no secret and adds no strength; it makes sure
/// that what is read was made for this program, and not by another one for itself.
namespace ddns {

enum class ProtectedFor : std::uint8_t { user, machine };

/// The protected text in base64, one line. Errors: `system`.
Result<std::string> protect_text(const Secret& text, ProtectedFor whom);

/// The text again. Errors: `config` with what to do: no base64, made by another user or on another machine,
/// incomplete.
Result<Secret> unprotect_text(std::string_view base64);

} // namespace ddns
