// The bench's sections of docs/figures.md.
//
// Each part writes one, between "<!-- bench: NAME -->" and "<!-- end of NAME -->"; what other parts
// and `make figures` wrote stays.
#pragma once

#include <string>
#include <vector>

namespace sallyport::bench {

struct Figure {
  std::string what;
  std::string measured;
  std::string goal;
  bool reached = false;
};

struct Section {
  std::string name;  // of the part
  std::string title;
  std::vector<Figure> figures;
  std::string how;  // a sentence or two
};

/// Also says it on standard output.
void write(const Section&);

}  // namespace sallyport::bench
