// What the bench measures; each part starts portals of its own and writes its section.
#pragma once

namespace sallyport::bench {

void measure_sign_ins();
void measure_pages();
void measure_crowd();
void measure_waiting();
void measure_presses();
void measure_guessing();
void measure_memory();
void measure_keys();
void measure_desk();
void measure_growth();

}  // namespace sallyport::bench
