// SPDX-License-Identifier: MIT
#include "provider/example_world.h"

#include "provider/example_key.h"
#include "util/json.h"

namespace ddns {

class ExampleTimers::Alarm final : public Operation {
public:
    Alarm(ExampleTimers& timers, Place place) : timers_(timers), place_(place) {}
    ~Alarm() override { timers_.alarms_.erase(place_); }

private:
    ExampleTimers& timers_;
    Place place_;
};

std::unique_ptr<Operation> ExampleTimers::after(Duration, std::function<void()> callback) {
    alarms_.push_back(std::move(callback));
    return std::make_unique<Alarm>(*this, std::prev(alarms_.end()));
}

bool ExampleTimers::turn() {
    for (auto& alarm : alarms_) {
        if (!alarm) continue;
        const auto callback = std::exchange(alarm, nullptr);
        callback();
        return true;
    }
    return false;
}

std::string example_service_account(std::string_view token_url) {
    Json out{Json::Object{}};
    out.set("type", "service_account");
    out.set("client_email", "me@p.iam.gserviceaccount.com");
    out.set("private_key_id", "k1");
    out.set("private_key", example_key);
    out.set("token_uri", token_url);
    return dump_json(out);
}

AuthSources example_sources() {
    AuthSources sources;
    sources.nonce = [] { return std::string("nonce"); };
    sources.read_key = [](const std::string& text) -> Result<Secret> {
        if (text == "example.pem") return Secret(std::string(example_key));
        if (text == "example.json")
            return Secret(example_service_account("https://oauth2.googleapis.com/token"));
        return Secret(text);
    };
    return sources;
}

class ExampleTransport::Ticket final : public Operation {
public:
    Ticket(ExampleTransport& owner, std::size_t index) : owner_(owner), index_(index) {}
    ~Ticket() override { owner_.sent_[index_].on_reply = nullptr; }

private:
    ExampleTransport& owner_;
    std::size_t index_;
};

std::unique_ptr<Stream> ExampleTransport::open(StreamRequest, StreamEvents) {
    struct Silence final : Stream {
        void send(std::string_view) override {}
        [[nodiscard]] std::string way() const override { return {}; }
    };
    return std::make_unique<Silence>();
}

std::unique_ptr<Operation> ExampleTransport::start(HttpRequest request, OnReply on_reply) {
    sent_.push_back({std::move(request), std::move(on_reply)});
    return std::make_unique<Ticket>(*this, sent_.size() - 1);
}

void ExampleTransport::answer(std::size_t index, HttpReply reply) {
    const OnReply callback = std::exchange(sent_.at(index).on_reply, nullptr); // it may destroy its operation
    if (callback) callback(std::move(reply));
}

} // namespace ddns
