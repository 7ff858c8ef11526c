// A file of people as a whole: looked at first, all of it, then done in pieces that each happen or
// do not.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "app/people/bringing.hpp"
#include "core/people_import/people_import.hpp"

namespace sallyport::app::people {

/// Rows of one transaction.
inline constexpr std::size_t piece_size = 500;

/// The organisations there are, and those that the file adds.
class Organisations {
 public:
  explicit Organisations(db::Read&);

  /// By its number or its name; null when there is none, or more than one of that name.
  [[nodiscard]] const organisation::Organisation* find(const std::string& text) const;
  /// A sentence when the row cannot be done. `adds`: one that is not there will be added.
  [[nodiscard]] std::optional<std::string> problem(const std::string& text, bool adds) const;
  void add(const organisation::Organisation&);

 private:
  std::map<std::string, std::vector<organisation::Organisation>, std::less<>> by_name_;
  std::map<std::int64_t, organisation::Organisation> by_number_;
};

/// Takes out those whose organisation is not there, each with a fault.
void check_organisations(People&, const Organisations&, bool adds);

/// What became of a row, or would.
struct Done {
  const Person& person;
  Verdict verdict;
};

/// For a dry run: reads only.
[[nodiscard]] std::vector<Done> rehearse(db::Database&, const Means&, const std::vector<Person>&,
                                         const Organisations&);

/// From the import's next row to the last; `told` after each piece. Throws std::runtime_error when
/// the same file is being imported by somebody else.
[[nodiscard]] std::vector<Done> carry_out(db::Database&, const Means&, const std::vector<Person>&,
                                          Organisations&, people_import::Import&,
                                          const std::function<audit::Deed()>& deed,
                                          const std::function<void()>& told);

}  // namespace sallyport::app::people
