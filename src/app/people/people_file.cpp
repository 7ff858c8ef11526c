#include "app/people/people_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/encoding.hpp"
#include "kit/csv/csv.hpp"
#include "kit/json/json.hpp"
#include "kit/settings/nearest.hpp"

namespace sallyport::app::people {
namespace {

constexpr std::array all_columns = {
    Column{.name = "organisation", .is_needed = true, .most = 120},
    Column{.name = "email", .is_needed = true, .most = 254},
    Column{.name = "first_name", .is_needed = true, .most = 80},
    Column{.name = "last_name", .is_needed = true, .most = 80},
    Column{.name = "telephone", .most = 40},
    Column{.name = "position", .most = 80},
    Column{.name = "role", .most = 400},
    Column{.name = "access", .most = 5},
    Column{.name = "password_hash", .most = 1024},
    Column{.name = "totp_secret", .most = 1024},
    Column{.name = "totp_name", .most = 60},
    Column{.name = "language", .most = 10},
};

const Column* column_called(std::string_view name) {
  const auto* const found = std::find_if(all_columns.begin(), all_columns.end(),
                                         [&](const Column& column) { return column.name == name; });
  return found == all_columns.end() ? nullptr : found;
}

/// "First name" and "first-name" are first_name.
std::string plain(std::string_view heading) {
  const auto begin = heading.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  std::string name{heading.substr(begin, heading.find_last_not_of(' ') - begin + 1)};
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  return name;
}

std::string unknown(std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(all_columns.size());
  for (const Column& column : all_columns) names.push_back(column.name);
  const auto nearest = settings::nearest_key(name, names);
  return nearest ? fmt::format("there is no such column; is it \"{}\"? Rename it, or take it out",
                               *nearest)
                 : fmt::format("there is no such column; take it out. There are: {}",
                               fmt::join(names, ", "));
}

std::string without_spaces_around(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string{text.substr(begin, text.find_last_not_of(' ') - begin + 1)};
}

void keep(Row& row, const std::string& column, std::string_view text) {
  std::string kept = without_spaces_around(text);
  if (!kept.empty()) row.fields.emplace(column, std::move(kept));
}

/// The headings of a table as our columns.
std::vector<std::string> columns_of(const csv::Record& header, std::vector<Fault>& faults) {
  std::vector<std::string> names;
  for (const std::string& heading : header.fields) {
    names.push_back(plain(heading));
    const std::string& name = names.back();
    const auto fault = [&](std::string sentence) {
      faults.push_back(
          {header.line, code_points(heading) > 80 ? "" : heading, std::move(sentence)});
    };
    if (column_called(name) == nullptr) {
      fault(unknown(name));
    } else if (std::count(names.begin(), names.end(), name) > 1) {
      fault("this column stands twice; take one out");
    }
  }
  for (const Column& column : all_columns) {
    if (!column.is_needed || std::ranges::find(names, column.name) != names.end()) continue;
    faults.push_back({header.line, std::string{column.name},
                      "this column is missing; the first line names the columns"});
  }
  return names;
}

Result<std::vector<Row>, std::vector<Fault>> read_table(std::string_view bytes) {
  const auto records = csv::read(bytes);
  if (!records) {
    const csv::Fault& fault = records.error();
    return fail(std::vector{Fault{
        fault.line, fault.field == 0 ? "" : fmt::format("field {}", fault.field), fault.sentence}});
  }
  if (records->empty()) return fail(std::vector{Fault{1, "", "the file is empty"}});
  std::vector<Fault> faults;
  const auto names = columns_of(records->front(), faults);
  if (!faults.empty()) return fail(std::move(faults));
  std::vector<Row> rows;
  for (auto record = records->begin() + 1; record != records->end(); ++record) {
    Row row{.line = record->line, .fields = {}};
    for (std::size_t i = 0; i < names.size(); ++i) keep(row, names[i], record->fields[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<Row>, std::vector<Fault>> read_objects(std::string_view bytes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const auto elements = json::elements_of(bytes);
  if (!elements) {
    return fail(std::vector{
        Fault{elements.error().line, fmt::format("character {}", elements.error().column),
              "the file is not a JSON array of objects, [{…}, {…}]; it breaks off here"}});
  }
  std::vector<Fault> faults;
  std::vector<Row> rows;
  for (const json::Element& element : *elements) {
    const auto members = json::read_members(element.text);
    if (!members) {
      faults.push_back(
          {element.line, "", "this is not a well-formed JSON object in UTF-8 of at most 64 KB"});
      continue;
    }
    Row row{.line = element.line, .fields = {}};
    for (const auto& [name, text] : *members) {
      if (column_called(name) == nullptr) {
        faults.push_back({element.line, code_points(name) > 80 ? "" : name, unknown(name)});
      }
      keep(row, name, text);
    }
    rows.push_back(std::move(row));
  }
  if (!faults.empty()) return fail(std::move(faults));
  return rows;
}

}  // namespace

std::span<const Column> columns() { return all_columns; }

std::string_view Row::text(std::string_view column) const {
  const auto found = fields.find(std::string{column});
  return found == fields.end() ? std::string_view{} : found->second;
}

Result<std::vector<Row>, std::vector<Fault>> read_rows(std::string_view bytes, Format format) {
  auto rows = format == Format::csv ? read_table(bytes) : read_objects(bytes);
  if (rows && rows->empty()) return fail(std::vector{Fault{1, "", "the file names nobody"}});
  return rows;
}

}  // namespace sallyport::app::people
