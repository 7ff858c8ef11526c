// Files of places made on the spot, in the format that their readers know. For tests only.
//
// Source  MaxMind DB File Format 2.0: a binary tree of the bits of addresses, then what its leaves
//         point to, then what the file says of itself.
#pragma once

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sallyport::place {

class MadePlaces {
 public:
  /// `ip_version` 4 has no room for IPv6. A record is 24, 28 or 32 bits.
  explicit MadePlaces(unsigned ip_version = 6, unsigned record_bits = 24)
      : ip_version_(ip_version), record_bits_(record_bits) {}

  /// "192.0.2.0", 24: a later one inside an earlier one counts more.
  void add(const std::string& base, unsigned bits, const std::string& city,
           const std::string& country) {
    Bytes value;
    std::vector<std::pair<std::string, Bytes>> fields;
    if (!city.empty()) fields.emplace_back("city", map({{"names", map({{"en", text(city)}})}}));
    if (!country.empty()) fields.emplace_back("country", map({{"iso_code", text(country)}}));
    add_value(base, bits, map(fields));
  }
  /// The same with any value: see text(), map() and number().
  void add_value(const std::string& base, unsigned bits, const std::string& value) {
    std::array<std::uint8_t, 16> address{};
    const bool is_ipv4 = base.find(':') == std::string::npos;
    const unsigned before = is_ipv4 && ip_version_ == 6 ? 96 : 0;  // IPv4 stands in ::/96
    inet_pton(is_ipv4 ? AF_INET : AF_INET6, base.c_str(), address.data() + before / 8);
    const auto offset = static_cast<std::int64_t>(data_.size());
    data_ += value;

    std::size_t node = 0;
    for (unsigned bit = 0; bit < before + bits; ++bit) {
      const unsigned side = (unsigned{address[bit / 8]} >> (7 - bit % 8)) & 1U;
      const std::int64_t record = nodes_[node][side];
      if (bit + 1 == before + bits) {
        nodes_[node][side] = leaf(offset);
      } else if (record < 0) {
        nodes_.push_back({record, record});  // what held for all of it holds for both halves
        nodes_[node][side] = static_cast<std::int64_t>(nodes_.size()) - 1;
        node = nodes_.size() - 1;
      } else {
        node = static_cast<std::size_t>(record);
      }
    }
  }

  [[nodiscard]] std::string bytes() const {
    const auto count = static_cast<std::int64_t>(nodes_.size());
    const auto of = [&](std::int64_t record) {
      if (record >= 0) return static_cast<std::uint32_t>(record);
      return static_cast<std::uint32_t>(record == nothing ? count : count + 16 - record - 2);
    };
    Bytes all;
    for (const auto& node : nodes_) all += pair_of(of(node[0]), of(node[1]));
    all += std::string(16, '\0') + data_ + "\xAB\xCD\xEFMaxMind.com";
    return all + map({{"binary_format_major_version", small_number(2)},
                      {"binary_format_minor_version", small_number(0)},
                      {"build_epoch", large_number(1'800'000'000)},
                      {"database_type", text("Made-City")},
                      {"description", map({{"en", text("For tests")}})},
                      {"ip_version", small_number(ip_version_)},
                      {"languages", list_of_one(text("en"))},
                      {"node_count", number(static_cast<std::uint32_t>(count))},
                      {"record_size", small_number(record_bits_)}});
  }
  void write(const std::filesystem::path& file) const {
    std::ofstream{file, std::ios::binary} << bytes();
  }

  static std::string text(std::string_view words) { return head(2, words.size()) + Bytes{words}; }
  static std::string map(const std::vector<std::pair<std::string, std::string>>& fields) {
    Bytes all = head(7, fields.size());
    for (const auto& [name, value] : fields) all += text(name) + value;
    return all;
  }
  static std::string number(std::uint32_t value) { return head(6, 4) + big_endian(value, 4); }

 private:
  using Bytes = std::string;
  static constexpr std::int64_t nothing = -1;
  static std::int64_t leaf(std::int64_t offset) { return -2 - offset; }

  /// Its type and size; the sizes that tests need.
  static Bytes head(unsigned type, std::size_t size) {
    if (size < 29) return Bytes(1, static_cast<char>(type << 5U | size));
    return Bytes(1, static_cast<char>(type << 5U | 29U)) + static_cast<char>(size - 29);
  }
  static Bytes small_number(unsigned value) { return head(5, 2) + big_endian(value, 2); }
  /// Of 64 bits; its type is written in a byte of its own, as is that of a list.
  static Bytes large_number(std::uint32_t value) {
    return Bytes{"\x08\x02", 2} + big_endian(0, 4) + big_endian(value, 4);
  }
  static Bytes list_of_one(const Bytes& value) { return Bytes{"\x01\x04", 2} + value; }
  static Bytes big_endian(std::uint32_t value, unsigned count) {
    Bytes bytes;
    for (unsigned i = count; i-- > 0;) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
    return bytes;
  }
  [[nodiscard]] Bytes pair_of(std::uint32_t left, std::uint32_t right) const {
    if (record_bits_ == 28) {
      const auto middle = static_cast<char>((left >> 24U & 0x0FU) << 4U | (right >> 24U & 0x0FU));
      return big_endian(left, 3) + middle + big_endian(right, 3);
    }
    return big_endian(left, record_bits_ / 8) + big_endian(right, record_bits_ / 8);
  }

  const unsigned ip_version_;
  const unsigned record_bits_;
  std::vector<std::array<std::int64_t, 2>> nodes_{{nothing, nothing}};
  Bytes data_;
};

}  // namespace sallyport::place
