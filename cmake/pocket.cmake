# The phone app in web/pocket becomes <build>/pocket/*, by Node; tools/pocket.sh fetches what that needs.
set(SALLYPORT_POCKET "")
foreach(name IN ITEMS app.js app.css worker.js icon.svg)
  list(APPEND SALLYPORT_POCKET ${CMAKE_BINARY_DIR}/pocket/${name} ${CMAKE_BINARY_DIR}/pocket/${name}.gz)
endforeach()
foreach(name IN ITEMS icon-192.png icon-512.png icon-maskable-512.png)
  list(APPEND SALLYPORT_POCKET ${CMAKE_BINARY_DIR}/pocket/${name})
endforeach()

set(app ${CMAKE_SOURCE_DIR}/web/pocket)
file(GLOB_RECURSE pocket_sources CONFIGURE_DEPENDS ${app}/src/*.ts)
file(GLOB pocket_others CONFIGURE_DEPENDS ${app}/*.json ${app}/*.mjs ${app}/*.css ${app}/icons/*)
list(APPEND pocket_sources ${pocket_others})
add_custom_command(OUTPUT ${SALLYPORT_POCKET}
  COMMAND ${CMAKE_SOURCE_DIR}/tools/pocket.sh build ${CMAKE_BINARY_DIR}/pocket
  DEPENDS ${pocket_sources} ${CMAKE_SOURCE_DIR}/tools/pocket.sh ${CMAKE_SOURCE_DIR}/web/site.css
  COMMENT "Making the phone app" VERBATIM)

# Apart from it, like the texts of the pages: a wrong type or a missing text stops the build.
set(pocket_checked ${CMAKE_BINARY_DIR}/pocket/checked)
file(GLOB_RECURSE pocket_tests CONFIGURE_DEPENDS ${app}/tests/*.ts)
add_custom_command(OUTPUT ${pocket_checked}
  COMMAND ${CMAKE_SOURCE_DIR}/tools/pocket.sh check
  COMMAND ${CMAKE_COMMAND} -E touch ${pocket_checked}
  DEPENDS ${pocket_sources} ${pocket_tests} ${CMAKE_SOURCE_DIR}/tools/pocket.sh ${SALLYPORT_POCKET}
  COMMENT "Holding the phone app's types and texts" VERBATIM)
add_custom_target(pocket DEPENDS ${SALLYPORT_POCKET} ${pocket_checked})
