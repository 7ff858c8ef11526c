#include "kit/mail/maildir.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace sallyport::mail {

void look_through_maildir(const std::filesystem::path& folder, std::size_t most,
                          std::size_t longest,
                          const std::function<void(const std::string& message)>& look) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator file(folder / "new", error), end; !error && file != end;
       file.increment(error)) {
    // A link could lead anywhere.
    if (file->symlink_status().type() == std::filesystem::file_type::regular) {
      files.push_back(file->path());
    }
  }
  if (error) {
    throw std::runtime_error(
        fmt::format("The Maildir {} cannot be looked through: {}. It needs the folders new and cur,"
                    " which this program may write.",
                    folder.string(), error.message()));
  }
  std::ranges::sort(files);
  files.resize(std::min(files.size(), most));
  for (const auto& file : files) {
    std::ifstream stream{file, std::ios::binary};
    std::string message(longest, '\0');
    stream.read(message.data(), static_cast<std::streamsize>(longest));
    message.resize(static_cast<std::size_t>(stream.gcount()));
    look(message);
    std::filesystem::rename(file, folder / "cur" / (file.filename().string() + ":2,S"));
  }
}

}  // namespace sallyport::mail
