// pocketctl. Built a second time for tests, with POCKETCTL_FOR_TESTS, as a device that can be told
// to misbehave.
#include <thread>

#include "kit/crypto/random.hpp"
#include "kit/memory/memory.hpp"
#include "pocketctl/command_line.hpp"

#ifndef POCKETCTL_FOR_TESTS
#define POCKETCTL_FOR_TESTS false
#endif

int main(int argc, char** argv) {
  using namespace sallyport;
  memory::guard();
  crypto::SystemRandom random;
  const SystemClock clock;
  return pocketctl::run(
      argc, argv,
      {.random = random,
       .clock = clock,
       .sleep = [](std::chrono::seconds time) { std::this_thread::sleep_for(time); },
       .authorities = {},
       .mischief = {}},
      POCKETCTL_FOR_TESTS);
}
