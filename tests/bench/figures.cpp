#include "tests/bench/figures.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>

namespace sallyport::bench {
namespace {

constexpr const char* page = "docs/figures.md";

std::string print(const Section& section) {
  std::string text = fmt::format(
      "<!-- bench: {} -->\n## {}\n\n| what | measured | goal | reached |\n|---|---|---|---|\n",
      section.name, section.title);
  for (const Figure& figure : section.figures) {
    text += fmt::format("| {} | {} | {} | {} |\n", figure.what, figure.measured, figure.goal,
                        figure.reached ? "yes" : "**no**");
  }
  return text + fmt::format("\n{} Measured by `make bench` on {} cores.\n<!-- end of {} -->\n",
                            section.how, std::thread::hardware_concurrency(), section.name);
}

}  // namespace

void write(const Section& section) {
  const std::string fresh = print(section);
  std::fputs(fresh.c_str(), stdout);
  std::fflush(stdout);
  std::ifstream in(page);
  std::string whole{std::istreambuf_iterator<char>{in}, {}};
  in.close();
  const std::string end = fmt::format("<!-- end of {} -->\n", section.name);
  const auto from = whole.find(fmt::format("<!-- bench: {} -->", section.name));
  const auto to = whole.find(end);
  if (from != std::string::npos && to != std::string::npos) {
    whole.replace(from, to + end.size() - from, fresh);
  } else {
    whole += "\n" + fresh;
  }
  std::ofstream(page) << whole;
}

}  // namespace sallyport::bench
