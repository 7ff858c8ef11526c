#include "app/people/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

#include "kit/settings/nearest.hpp"

namespace sallyport::app::people {
namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [stopped, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || stopped != text.data() + text.size() || number < 0)
    return std::nullopt;
  return number;
}

/// One piece, within its transaction. `added` are organisations that it made.
std::vector<Done> carry_out_piece(db::Write& db, const audit::Deed& deed, const Means& means,
                                  std::span<const Person> people, Organisations& organisations) {
  std::vector<Done> done;
  for (const Person& person : people) {
    const organisation::Organisation* organisation = organisations.find(person.organisation);
    Verdict verdict = judge(db, means, person, organisation, false);
    if (organisation == nullptr && verdict.outcome == Outcome::brought) {
      organisations.add(organisation::add(db, deed, person.organisation));
      organisation = organisations.find(person.organisation);
    }
    if (organisation != nullptr) carry_out(db, deed, means, person, *organisation, verdict);
    done.push_back({person, std::move(verdict)});
  }
  return done;
}

std::int64_t count_of(const std::vector<Done>& done, Outcome outcome) {
  return std::count_if(done.begin(), done.end(),
                       [&](const Done& one) { return one.verdict.outcome == outcome; });
}

}  // namespace

Organisations::Organisations(db::Read& db) {
  for (const auto& organisation : organisation::all(db)) add(organisation);
}

void Organisations::add(const organisation::Organisation& organisation) {
  by_name_[organisation.name].push_back(organisation);
  by_number_.emplace(organisation.number, organisation);
}

const organisation::Organisation* Organisations::find(const std::string& text) const {
  if (const auto number = number_in(text)) {
    const auto found = by_number_.find(*number);
    return found == by_number_.end() ? nullptr : &found->second;
  }
  const auto found = by_name_.find(text);
  return found == by_name_.end() || found->second.size() != 1 ? nullptr : &found->second.front();
}

std::optional<std::string> Organisations::problem(const std::string& text, bool adds) const {
  if (find(text) != nullptr) return std::nullopt;
  if (number_in(text)) {
    return "there is no organisation with that number; `sallyport organisation list` shows them";
  }
  if (const auto found = by_name_.find(text); found != by_name_.end()) {
    return fmt::format("{} organisations have that name; give its number instead",
                       found->second.size());
  }
  if (adds) return std::nullopt;
  std::vector<std::string_view> names;
  for (const auto& [name, all] : by_name_) names.push_back(name);
  const auto nearest = settings::nearest_key(text, names);
  return nearest ? fmt::format("there is no organisation of that name; is it \"{}\"?", *nearest)
                 : std::string{
                       "there is no organisation of that name; add it, or let --add-organisations "
                       "add all that are missing"};
}

void check_organisations(People& people, const Organisations& organisations, bool adds) {
  std::vector<Person> whole;
  for (Person& person : people.people) {
    if (auto problem = organisations.problem(person.organisation, adds)) {
      people.faults.push_back({person.line, "organisation", std::move(*problem)});
    } else {
      whole.push_back(std::move(person));
    }
  }
  people.people = std::move(whole);
  std::ranges::sort(people.faults, {}, [](const Fault& fault) {
    return std::pair<std::size_t, std::string_view>{fault.line, fault.column};
  });
}

std::vector<Done> rehearse(db::Database& database, const Means& means,
                           const std::vector<Person>& people, const Organisations& organisations) {
  std::vector<Done> done;
  std::set<Email> brought;
  for (std::size_t begin = 0; begin < people.size(); begin += piece_size) {
    const auto piece =
        std::span{people}.subspan(begin, std::min(piece_size, people.size() - begin));
    auto verdicts = database.read([&](db::Read& db) {
      std::set<Email> earlier = brought;
      std::vector<Verdict> found;
      for (const Person& person : piece) {
        found.push_back(judge(db, means, person, organisations.find(person.organisation),
                              earlier.contains(person.email)));
        if (found.back().outcome == Outcome::brought) earlier.insert(person.email);
      }
      return found;
    });
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (verdicts[i].outcome == Outcome::brought) brought.insert(piece[i].email);
      done.push_back({piece[i], std::move(verdicts[i])});
    }
  }
  return done;
}

std::vector<Done> carry_out(db::Database& database, const Means& means,
                            const std::vector<Person>& people, Organisations& organisations,
                            people_import::Import& import, const std::function<audit::Deed()>& deed,
                            const std::function<void()>& told) {
  std::vector<Done> done;
  while (!import.finished_at) {
    const auto begin = static_cast<std::size_t>(import.done);
    const auto piece =
        std::span{people}.subspan(begin, std::min(piece_size, people.size() - begin));
    const audit::Deed by = deed();
    // The transaction may be run again, so what it learns counts only when it is over.
    struct Piece {
      std::vector<Done> done;
      Organisations organisations;
      people_import::Import import;
    };
    Piece made = database.write([&](db::Write& db) {
      Piece attempt{.done = {}, .organisations = organisations, .import = import};
      attempt.done = carry_out_piece(db, by, means, piece, attempt.organisations);
      const people_import::Piece counted{.done = static_cast<std::int64_t>(piece.size()),
                                         .brought = count_of(attempt.done, Outcome::brought),
                                         .kept = count_of(attempt.done, Outcome::kept)};
      if (!people_import::count(db, by, attempt.import, counted)) {
        throw std::runtime_error(
            "This file is being imported by another command at this moment. Nothing of the present "
            "piece was done here; wait for the other to end.");
      }
      return attempt;
    });
    for (Done& one : made.done) done.push_back(std::move(one));
    organisations = std::move(made.organisations);
    import = made.import;
    told();
  }
  return done;
}

}  // namespace sallyport::app::people
