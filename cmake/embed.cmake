# Builds files into the program: embed(<target> <file>...), named by their path from the source folder, or
# from the build folder for what was made there (catalogues). Each becomes an .incbin, so nothing is copied
# through the compiler.
function(embed target)
  set(rows "")
  set(assembly "    .section .rodata\n")
  set(index 0)
  set(sorted ${ARGN})
  list(SORT sorted)
  foreach(file IN LISTS sorted)
    cmake_path(IS_PREFIX CMAKE_BINARY_DIR "${file}" NORMALIZE made)
    if(made)
      file(RELATIVE_PATH name ${CMAKE_BINARY_DIR} ${file})
    else()
      file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${file})
    endif()
    string(APPEND assembly
      "embedded_${index}:\n    .incbin \"${file}\"\n"
      "    .globl embedded_${index}\n    .hidden embedded_${index}\n"
      "    .globl embedded_${index}_end\n    .hidden embedded_${index}_end\n"
      "embedded_${index}_end:\n    .byte 0\n")
    string(APPEND externs "extern const char embedded_${index}[];\nextern const char embedded_${index}_end[];\n")
    string(APPEND rows "    {\"${name}\", embedded_${index}, embedded_${index}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/embedded.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/embedded_table.inc
       CONTENT "extern \"C\" {\n${externs}}\n\nstatic const Range table[] = {\n${rows}};\n" @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated/embedded.S)
  set_source_files_properties(${CMAKE_BINARY_DIR}/generated/embedded.S PROPERTIES OBJECT_DEPENDS "${sorted}")
endfunction()
