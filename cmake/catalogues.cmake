# locale/<language>.po becomes <build>/locale/<language>.mo. A text without a translation stops the build.
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
add_custom_target(catalogues DEPENDS ${SALLYPORT_CATALOGUES})
