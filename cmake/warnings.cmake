# Warnings are errors, on both compilers. A field left out of a designated initializer takes its default by design.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wsign-conversion;-Wswitch-enum;-Wnon-virtual-dtor;-Wold-style-cast;-Wno-missing-field-initializers;-Werror>")
# g++ sees uninitialised memory where a sanitizer has put its own code; its manual says so.
if(SALLYPORT_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-maybe-uninitialized)
endif()
