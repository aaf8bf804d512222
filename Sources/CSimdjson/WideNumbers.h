#pragma once

#include <cstddef>
#include <cstdint>

namespace giro {

/// Overwrites, in place, every well-formed JSON number that no Int64 can hold by `0.5` and spaces.
/// simdjson refuses a whole document for one number beyond 64 bits or beyond a double, although it is valid JSON and
/// may sit in a field nobody reads. After this the document parses, and such a number is seen as "not an integer".
/// Returns whether anything was changed.
bool replace_wide_numbers(uint8_t *bytes, size_t length);

}  // namespace giro
