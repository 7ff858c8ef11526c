# locale/<language>.po becomes <build>/locale/<language>.mo. A text without a translation stops the build.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB SALLYPORT_PO CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/locale/*.po)
set(SALLYPORT_CATALOGUES "")
foreach(po IN LISTS SALLYPORT_PO)
  cmake_path(GET po STEM language)
  set(mo ${CMAKE_BINARY_DIR}/locale/${language}.mo)
  add_custom_command(OUTPUT ${mo}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/locale
    COMMAND msgfmt --check --output-file=${mo} ${po}
    DEPENDS ${po} VERBATIM)
  list(APPEND SALLYPORT_CATALOGUES ${mo})
endforeach()

# Apart from msgfmt, so that a changed source does not make the catalogue, and all that holds it, again.
file(GLOB_RECURSE texts CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/src/*.html ${CMAKE_SOURCE_DIR}/src/*.mail.txt
  ${CMAKE_SOURCE_DIR}/src/*.cpp ${CMAKE_SOURCE_DIR}/src/*.hpp
  ${CMAKE_SOURCE_DIR}/templates/*.html ${CMAKE_SOURCE_DIR}/templates/*.txt)
set(checked ${CMAKE_BINARY_DIR}/locale/checked)
add_custom_command(OUTPUT ${checked}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/messages.py --check
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/locale
  COMMAND ${CMAKE_COMMAND} -E touch ${checked}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/messages.py ${SALLYPORT_PO} ${texts}
  COMMENT "Holding the texts against the catalogues" VERBATIM)
add_custom_target(catalogues DEPENDS ${SALLYPORT_CATALOGUES} ${checked})
