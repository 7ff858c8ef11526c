#include "app/cli/command_line.hpp"

int main(int argc, char** argv) { return sallyport::app::cli::run(argc, argv); }
