// sallyport describe schema|routes|events: pages of docs/ that come from tables in the program.
#pragma once

namespace sallyport::app::cli {

void describe_schema();
void describe_routes();
void describe_events();

}  // namespace sallyport::app::cli
