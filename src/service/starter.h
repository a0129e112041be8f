// SPDX-License-Identifier: MIT
#pragma once

#include "service/registration.h"
#include "service/windows_seams.h"

#include <memory>
#include <span>
#include <vector>

namespace ddns {

struct Installed {
    enum class Change : std::uint8_t { created, changed, unchanged };
    Change change = Change::unchanged;
    std::vector<std::string> warnings; ///< what could not be set although the rest works
};

struct StarterStatus {
    bool runs = false;
    std::string words;         ///< "running", "stopped: the configuration is wrong"
    std::uint32_t process = 0; ///< 0: none
};

/// One way in which Windows starts the daemon. All calls may be made again at any time; doing it twice is
/// doing it once. Errors: `system`, one sentence with what to do.
class Starter {
public:
    virtual ~Starter() = default;
    /// What is installed; nullopt when nothing is. An error also when somebody else has taken the name.
    virtual Result<std::optional<Registration>> find() = 0;
    virtual Result<Installed> install(const Registration& registration) = 0;
    /// Stops it first.
    virtual Result<void> uninstall(const Registration& installed) = 0;
    /// Returns when it works or has failed.
    virtual Result<void> start(const Registration& installed) = 0;
    /// Returns when it has ended.
    virtual Result<void> stop(const Registration& installed) = 0;
    virtual Result<StarterStatus> status(const Registration& installed) = 0;
};

std::unique_ptr<Starter> make_service_starter(ServiceManager& manager, WindowsMachine& machine);
std::unique_ptr<Starter> make_task_starter(TaskScheduler& tasks, WindowsMachine& machine);
std::unique_ptr<Starter> make_logon_starter(RunKey& run_key, WindowsMachine& machine);

struct Found {
    Starter* starter = nullptr;
    Registration registration;
};
/// The first of them that has something installed.
Result<std::optional<Found>> find_installed(std::span<const std::unique_ptr<Starter>> starters);

/// Nothing, when `mode` may be installed: it is, or nothing is.
Result<void> check_no_other_mode(std::span<const std::unique_ptr<Starter>> starters, StartMode mode);

/// How the service tells the service manager its exit code. A wrong configuration does not get better by
/// starting again, so Windows must take that for a good end (error 0) or it would start it again and again;
/// the second number says what it really was.
struct ServiceExit {
    std::uint32_t error = 0, own_error = 0;
    bool operator==(const ServiceExit&) const = default;
};
ServiceExit service_exit(int exit_code);

/// The account of the service; the SID follows from the name by a rule (SHA-1 of it in capitals), so that
/// files can be opened to it before it exists.
inline constexpr std::string_view service_account = "NT SERVICE\\ddns-reactor";
inline constexpr std::string_view service_account_sid =
    "S-1-5-80-2958480812-2653429959-2141080833-1829391109-2504780207";

/// Why the daemon ended with this exit code, and what to do.
std::string describe_exit(std::uint32_t exit_code, const std::string& config);

/// "cannot DOING: WORDS; run this in an administrator's terminal"
tl::unexpected<Error> windows_refused(WindowsMachine& machine, std::string_view doing, std::uint32_t error);

} // namespace ddns
