// SPDX-License-Identifier: MIT
#pragma once

#include "service/registration.h"

#include <string>
#include <string_view>

/// The text of a scheduled task (Task Scheduler schema 1.3). Pure.
namespace ddns {

/// Starts when the computer does, as LOCAL SERVICE without further rights, on batteries too, without a limit
/// of time and only once; tries again every minute when it failed. UTF-8 here, without an XML declaration,
/// because the interface that takes it wants UTF-16.
std::string task_xml(const Registration& registration);

/// What such a text starts; nullopt when this program did not write it. Where the Task Scheduler did not keep
/// the command (Wine), the same in the task's documentation counts.
std::optional<Registration> registration_of_task(std::string_view xml);

/// The account of the task: LOCAL SERVICE, as a SID because its name is translated.
inline constexpr std::string_view task_account = "S-1-5-19";

} // namespace ddns
