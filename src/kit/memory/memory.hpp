// What keeps secrets from staying behind in memory (R-MEM-1).
//
// Wherever this is linked in, memory is wiped when it is given back, by whomever: our own strings,
// but also copies that SQLite, ICU, libcurl or OpenSSL made on their way. `Secret` wipes too, and
// earlier; this catches what was forgotten.
#pragma once

namespace sallyport::memory {

/// For the whole process, before anything secret is read: no dumps, no debugger of the same user,
/// no swapping out where the system allows it. False when memory may be swapped out all the same.
bool guard();

}  // namespace sallyport::memory
