# Warnings are errors, on both compilers.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wsign-conversion;-Wswitch-enum;-Wnon-virtual-dtor;-Wold-style-cast;-Werror>")
