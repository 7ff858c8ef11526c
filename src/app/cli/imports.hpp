// sallyport import people|list
#pragma once

#include <filesystem>
#include <string>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

struct ImportWords {
  std::filesystem::path file;
  std::string format;  // "csv", "json"; empty: as the file's name ends
  bool dry_run = false;
  bool add_organisations = false;
  bool invite = false;
  bool leave_out_faulty = false;
};

/// Brings the people of a file along. Throws Refused, having done nothing, when a row is at fault.
void import_people(const std::filesystem::path& settings_file, const ImportWords&, Form);

/// The imports there were, and how far they came.
void list_imports(Opened&, Form);

}  // namespace sallyport::app::cli
