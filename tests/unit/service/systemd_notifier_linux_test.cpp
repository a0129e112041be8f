// SPDX-License-Identifier: MIT
#include "service/systemd_notifier.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string>

using namespace ddns;

namespace {

/// What systemd's end does: a datagram socket with a name.
class Manager {
public:
    explicit Manager(const std::string& name) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    }
    ~Manager() { close(fd_); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    std::string next() {
        char buffer[1024];
        const ssize_t size = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
        return size < 0 ? std::string("nothing came") : std::string(buffer, static_cast<std::size_t>(size));
    }

private:
    int fd_;
};

} // namespace

TEST_CASE("the service manager hears every word of the protocol") {
    char folder[] = "/tmp/ddns-notify-XXXXXX";
    REQUIRE(mkdtemp(folder));
    const std::string path = std::string(folder) + "/socket";
    {
        Manager manager(path);
        SystemdNotifier notifier(path);
        CHECK(notifier.ready("watching 2 interfaces").has_value());
        CHECK(manager.next() == "READY=1\nSTATUS=watching 2 interfaces\n");
        CHECK(notifier.reloading(Instant(Duration(1234567))).has_value());
        CHECK(manager.next() == "RELOADING=1\nMONOTONIC_USEC=1234567\n");
        CHECK(notifier.status("one\nMAINPID=1").has_value());
        CHECK(manager.next() == "STATUS=one MAINPID=1\n");
        CHECK(notifier.watchdog().has_value());
        CHECK(manager.next() == "WATCHDOG=1\n");
        CHECK(notifier.stopping("bye").has_value());
        CHECK(manager.next() == "STOPPING=1\nSTATUS=bye\n");
    }
    unlink(path.c_str());
    rmdir(folder);
}

TEST_CASE("an abstract socket is reached, too") {
    const std::string name = "@ddns-reactor-test-" + std::to_string(getpid());
    Manager manager(name);
    SystemdNotifier notifier(name);
    CHECK(notifier.watchdog().has_value());
    CHECK(manager.next() == "WATCHDOG=1\n");
}

TEST_CASE("without a service manager notifying does nothing and succeeds") {
    SystemdNotifier notifier("");
    CHECK(notifier.ready("up").has_value());
    CHECK(notifier.watchdog().has_value());
}

TEST_CASE("a socket that is not there or cannot be one is an error, never a crash") {
    for (const std::string& name : {std::string("/nowhere/at/all"), std::string("vsock:2:1"),
                                    std::string("relative"), "/" + std::string(200, 'x')}) {
        SystemdNotifier notifier(name);
        const auto result = notifier.ready("up");
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().kind == ErrorKind::system);
    }
}

TEST_CASE("the watchdog's interval counts only for the process it is meant for") {
    struct Row {
        const char *usec, *pid;
        std::optional<Duration> interval;
    };
    for (const Row& row :
         {Row{"60000000", "", std::chrono::seconds(60)}, Row{"60000000", "42", Duration(60000000)},
          Row{"60000000", "43", std::nullopt}, Row{"60000000", "x", std::nullopt}, Row{"", "", std::nullopt},
          Row{"0", "", std::nullopt}, Row{"-1", "", std::nullopt},
          Row{"18446744073709551615", "", std::nullopt}, Row{"1s", "", std::nullopt}}) {
        CAPTURE(row.usec);
        CHECK(watchdog_interval(row.usec, row.pid, 42) == row.interval);
    }
}
