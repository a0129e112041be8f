// SPDX-License-Identifier: MIT
#include "state/journal.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace ddns;

namespace {

StoredRecord stored(std::vector<const char*> values, std::int64_t at) {
    StoredRecord record;
    for (const char* value : values) record.values.push_back(IpAddress::parse(value).value());
    record.confirmed_at = at;
    return record;
}

const RecordKey home_a{"cf", "home.example.com", RecordType::A};
const RecordKey home_aaaa{"cf", "home.example.com", RecordType::AAAA};
const RecordKey odd{"my \t%account\n\xff", "*.x.example.com", RecordType::A};

/// Three facts about two records and one odd name.
std::string sample() {
    return journal_header() + journal_line(home_a, stored({"62.4.5.1"}, 1'700'000'000)) +
           journal_line(home_aaaa, stored({"2a02:c0de::1", "2a02:c0de::2"}, 1'700'000'001)) +
           journal_line(odd, stored({}, 0)) + journal_line(home_a, stored({"62.4.5.2"}, 1'700'000'002));
}

} // namespace

TEST_CASE("the journal's format is fixed") {
    CHECK(journal_header() == "ddns-reactor journal 1\n");
    CHECK(journal_line(home_a, stored({"62.4.5.1"}, 1'700'000'000)) ==
          "7e410a7e\tcf\thome.example.com\tA\t1700000000\t62.4.5.1\n");
}

TEST_CASE("what is written is read, the last line of a key wins") {
    const JournalContent content = read_journal(sample());
    CHECK(content.damage.empty());
    CHECK_FALSE(content.torn_tail);
    CHECK(content.facts == 4);
    CHECK(content.good_bytes == sample().size());
    REQUIRE(content.records.size() == 3);
    CHECK(content.records.at(home_a) == stored({"62.4.5.2"}, 1'700'000'002));
    CHECK(content.records.at(home_aaaa) == stored({"2a02:c0de::1", "2a02:c0de::2"}, 1'700'000'001));
    CHECK(content.records.at(odd) == stored({}, 0));
    CHECK(read_journal(journal_text(content.records)).records == content.records);
    CHECK(read_journal(journal_text(content.records)).facts == 3);
}

TEST_CASE("cut anywhere, a journal keeps its complete lines and nothing else") {
    const std::string whole = sample();
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        CAPTURE(length);
        const std::string cut = whole.substr(0, length);
        const JournalContent content = read_journal(cut);
        const auto lines = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
        CHECK(content.damage.empty());
        CHECK(content.facts == (lines > 0 ? lines - 1 : 0));
        CHECK(content.torn_tail == (!cut.empty() && cut.back() != '\n'));
        CHECK(content.good_bytes == (lines > 0 ? cut.rfind('\n') + 1 : 0));
        // What a power cut may append to it.
        if (lines > 0) CHECK(read_journal(cut + std::string(100, '\0')).facts == lines - 1);
    }
}

TEST_CASE("every single changed byte is found, or does no more than tear the tail") {
    const std::string whole = sample();
    const auto records = read_journal(whole).records;
    auto without_last = read_journal(whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1)).records;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int change = 1; change < 256; ++change) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ change);
            const JournalContent content = read_journal(damaged);
            if (!content.damage.empty() && content.records.empty()) continue;
            const bool harmless = content.torn_tail && content.records == without_last;
            if (harmless) continue;
            CAPTURE(at);
            CAPTURE(change);
            FAIL("damage was not noticed");
        }
    }
}

TEST_CASE("foreign text is no journal") {
    for (const char* text :
         {"hello", "hello, this is certainly not a journal\n", "ddns-reactor journal 2\n", "DDNS-REACTOR"}) {
        CAPTURE(text);
        CHECK_FALSE(read_journal(text).damage.empty());
    }
    CHECK(read_journal("").damage.empty());
    CHECK(read_journal(std::string(5, '\0')).damage.empty());
}

TEST_CASE("a line whose checksum is right but whose content is not is damage all the same") {
    const std::string good = journal_line(home_a, stored({"62.4.5.1"}, 5));
    CHECK(read_journal(journal_header() + good).damage.empty());
    // An AAAA address in an A record; unsorted values.
    CHECK_FALSE(
        read_journal(journal_header() + journal_line(home_a, stored({"2a02:c0de::1"}, 5))).damage.empty());
    CHECK_FALSE(read_journal(journal_header() + journal_line(home_a, stored({"62.4.5.2", "62.4.5.1"}, 5)))
                    .damage.empty());
}

TEST_CASE("what is ours is told apart where a name is shared with others") {
    StoredRecord shared = stored({}, 5);
    shared.ours = stored({"62.4.5.1", "62.4.5.2"}, 0).values;
    const std::string line = journal_line(home_a, shared);
    CHECK(line.find("\tA\t5\t\t62.4.5.1,62.4.5.2\n") != std::string::npos);
    const JournalContent content = read_journal(journal_header() + line);
    CHECK(content.damage.empty());
    CHECK(content.records.at(home_a) == shared);
    shared.ours->clear();
    CHECK(read_journal(journal_header() + journal_line(home_a, shared)).records.at(home_a) == shared);
}
