// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/output.h"
#include "util/protected_text.h"
#include "util/windows/wide.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <windows.h>

namespace ddns {

namespace {

constexpr std::size_t longest = 64u << 10;

void say(std::string_view sentence) {
    std::fwrite(sentence.data(), 1, sentence.size(), stderr);
    std::fflush(stderr);
}

/// While it lives, the console does not show what is typed.
class NoEcho {
public:
    explicit NoEcho(HANDLE console) : console_(console) {
        if (GetConsoleMode(console_, &before_)) SetConsoleMode(console_, before_ & ~DWORD{ENABLE_ECHO_INPUT});
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    ~NoEcho() { SetConsoleMode(console_, before_); }

private:
    HANDLE console_;
    DWORD before_ = 0;
};

std::string typed(HANDLE console) {
    say("The secret (it is not shown): ");
    const NoEcho no_echo(console);
    wchar_t line[4096];
    DWORD units = 0;
    const BOOL read = ReadConsoleW(console, line, static_cast<DWORD>(std::size(line)), &units, nullptr);
    say("\n");
    std::string text = read ? narrow({line, units}) : std::string();
    SecureZeroMemory(line, sizeof line);
    return text;
}

std::string piped(HANDLE input) {
    std::string text;
    char buffer[4096];
    DWORD size = 0;
    while (text.size() <= longest && ReadFile(input, buffer, sizeof buffer, &size, nullptr) && size > 0)
        text.append(buffer, size);
    SecureZeroMemory(buffer, sizeof buffer);
    return text;
}

/// One line without its end; some shells put a byte order mark in front of what they pipe.
Result<Secret> read_secret() {
    const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD mode = 0;
    std::string text = GetConsoleMode(input, &mode) ? typed(input) : piped(input);
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    Secret secret(std::move(text));
    const std::string& words = secret.reveal();
    if (words.empty())
        return fail(ErrorKind::config, "there is no secret on stdin; type it, or pipe it in as one line");
    if (words.size() > longest) return fail(ErrorKind::config, "what is on stdin is too long for a secret");
    if (std::any_of(words.begin(), words.end(), [](char c) { return c >= 0 && c < ' '; }))
        return fail(ErrorKind::config, "what is on stdin is not one line of text in UTF-8; pipe in just the "
                                       "secret");
    return secret;
}

constexpr std::string_view for_the_machine =
    "Every program on this machine can read this one, so let only administrators and the service read the\n"
    "file that you put it in. It says nothing on other machines.\n";
constexpr std::string_view for_the_user =
    "Only your own programs on this machine can read this one. A service has another account: for it, use\n"
    "--machine.\n";

} // namespace

ExitCode run_secret(const SecretCommand& command) {
    const Result<Secret> secret = read_secret();
    if (!secret) return complain(secret.error());
    const auto text = protect_text(*secret, command.whom);
    if (!text) return complain(text.error());
    say(command.whom == ProtectedFor::machine ? for_the_machine : for_the_user);
    return print(fmt::format("${{dpapi:{}}}\n", *text));
}

} // namespace ddns
