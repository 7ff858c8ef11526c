// Is the database where SQLite can keep it, and nobody else reads it?
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include <algorithm>
#include <array>

#include "app/doctor/checks.hpp"
#include "app/doctor/judgements.hpp"
#include "app/doctor/storage_store.hpp"

namespace sallyport::app::doctor {
namespace {

constexpr const char* subject = "storage";

struct FileSystem {
  std::int64_t number;  // linux/magic.h, and statfs(2) where that has none
  std::string_view name;
  bool elsewhere;  // on another machine; else: it depends
};

constexpr std::array file_systems = {
    FileSystem{0x6969, "NFS", true},       FileSystem{0xFF534D42, "CIFS", true},
    FileSystem{0xFE534D42, "SMB", true},   FileSystem{0x517B, "SMB", true},
    FileSystem{0x5346414F, "AFS", true},   FileSystem{0x00C36400, "Ceph", true},
    FileSystem{0x01161970, "GFS2", true},  FileSystem{0x7461636F, "OCFS2", true},
    FileSystem{0x65735546, "FUSE", false}, FileSystem{0x01021997, "9p", false},
    FileSystem{0x01021994, "tmpfs", false}};

/// The log is cut to 16 MiB when it was written back.
constexpr std::uintmax_t large_log = 64;  // MiB
/// Up to here the whole file is looked through without being asked to.
constexpr std::uintmax_t soon_read = 256;  // MiB
constexpr std::uintmax_t mebibyte = 1024 * 1024;

std::optional<Finding> judge_file_system(const StorageFacts& facts) {
  const auto* const found = std::ranges::find(file_systems, facts.file_system, &FileSystem::number);
  if (found == file_systems.end()) return std::nullopt;
  if (found->elsewhere) {
    return Finding{Health::wrong, subject,
                   fmt::format("{} is on {}, a file system of several machines: SQLite loses data"
                               " there. Move the database to a disk of this machine.",
                               facts.folder.string(), found->name)};
  }
  if (found->name == "tmpfs") {
    return Finding{Health::remark, subject,
                   fmt::format("{} is in memory (tmpfs): all accounts are gone when this machine"
                               " restarts. Good for trying out only.",
                               facts.folder.string())};
  }
  return Finding{
      Health::remark, subject,
      fmt::format("{} is on {}. If that is a folder of another machine, SQLite loses data"
                  " there: keep the database on a disk of this machine.",
                  facts.folder.string(), found->name)};
}

std::optional<Finding> judge_modes(const StorageFacts& facts) {
  if (!facts.open_to_others.empty()) {
    std::vector<std::string> files;
    for (const auto& file : facts.open_to_others) files.push_back(file.string());
    return Finding{Health::wrong, subject,
                   fmt::format("Others on this machine may read or write {0}. chmod 600 {0}",
                               fmt::join(files, " "))};
  }
  constexpr std::uint32_t others_write = 0002;
  constexpr std::uint32_t group_writes = 0020;
  constexpr std::uint32_t sticky = 01000;
  if ((facts.folder_mode & others_write) != 0 && (facts.folder_mode & sticky) == 0) {
    return Finding{Health::wrong, subject,
                   fmt::format("Anybody on this machine can put another file in the place of the"
                               " database: chmod 700 {}",
                               facts.folder.string())};
  }
  if ((facts.folder_mode & group_writes) != 0) {
    return Finding{Health::remark, subject,
                   fmt::format("The group of {0} can put another file in the place of the database."
                               " Unless you want that: chmod 700 {0}",
                               facts.folder.string())};
  }
  return std::nullopt;
}

std::optional<Finding> judge_log(const StorageFacts& facts) {
  if (facts.log_size > large_log * mebibyte) {
    return Finding{
        Health::remark, subject,
        fmt::format("The database's log (-wal) has {} MiB: something has been reading the"
                    " database for long, a backup program or an open `sqlite3`. Let it"
                    " end.",
                    facts.log_size / mebibyte)};
  }
  return std::nullopt;
}

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

/// The database, its log, and the copies that were made before upgrades.
std::vector<std::filesystem::path> open_to_others(const std::filesystem::path& folder,
                                                  const std::string& name) {
  std::vector<std::filesystem::path> open;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string file = entry.path().filename().string();
    const bool ours = file == name || file == name + "-wal" || file == name + "-shm" ||
                      (file.starts_with(name + ".") && file.ends_with(".backup"));
    struct stat found{};
    if (ours && ::stat(entry.path().c_str(), &found) == 0 && (found.st_mode & 0077) != 0) {
      open.push_back(entry.path());
    }
  }
  std::ranges::sort(open);
  return open;
}

}  // namespace

std::vector<Finding> judge_storage(const StorageFacts& facts) {
  std::vector<Finding> findings;
  if (!facts.defect.empty()) {
    findings.push_back(
        {Health::wrong, subject,
         fmt::format("The database is damaged: {}. Stop the portal, keep the files as"
                     " they are, and restore the newest backup.",
                     facts.defect)});
  }
  for (auto judge : {judge_file_system, judge_modes, judge_log}) {
    if (auto finding = judge(facts)) findings.push_back(std::move(*finding));
  }
  if (!findings.empty()) return findings;
  return {
      {Health::good, subject,
       fmt::format("{} is on a disk of this machine, for its owner only.", facts.folder.string())}};
}

std::vector<Finding> look_at_storage(const Installation& installation) {
  const auto file = std::filesystem::absolute(installation.settings.database);
  StorageFacts facts;
  facts.folder = file.parent_path();
  struct statfs system{};
  if (::statfs(facts.folder.c_str(), &system) == 0) {
    facts.file_system = static_cast<std::int64_t>(system.f_type) & 0xFFFFFFFF;
  }
  struct stat folder{};
  if (::stat(facts.folder.c_str(), &folder) == 0) facts.folder_mode = folder.st_mode & 07777;
  facts.open_to_others = open_to_others(facts.folder, file.filename().string());
  facts.log_size = size_of(file.string() + "-wal");
  std::vector<Finding> not_looked_through;
  if (installation.database != nullptr) {
    if (size_of(file) <= soon_read * mebibyte || installation.looks.thorough) {
      facts.defect = installation.database->read(find_defect);
    } else {
      not_looked_through.push_back(
          {Health::unknown, subject,
           "The database is large and was not looked through for damage; --thorough does."});
    }
  }
  auto findings = judge_storage(facts);
  std::ranges::move(not_looked_through, std::back_inserter(findings));
  return findings;
}

}  // namespace sallyport::app::doctor
