#include "WideNumbers.h"

#include <cstring>

namespace giro {
namespace {

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

size_t skip_digits(const uint8_t *bytes, size_t at, size_t length) {
    while (at < length && is_digit(bytes[at])) at++;
    return at;
}

/// The end of the string that starts at `at` with a quote, or `length` when it never ends.
size_t skip_string(const uint8_t *bytes, size_t at, size_t length) {
    for (at++; at < length && bytes[at] != '"'; at++) {
        if (bytes[at] == '\\') at++;
    }
    return at < length ? at + 1 : length;
}

struct Number {
    size_t end;         // one past the last byte
    bool well_formed;   // by the JSON grammar
    bool fits;          // an integer inside Int64
};

bool integer_fits(const uint8_t *digits, size_t count, bool negative) {
    const char *limit = negative ? "9223372036854775808" : "9223372036854775807";
    return count < 19 || (count == 19 && std::memcmp(digits, limit, 19) <= 0);
}

Number read_number(const uint8_t *bytes, size_t start, size_t length) {
    const bool negative = bytes[start] == '-';
    const size_t first = start + (negative ? 1 : 0);
    size_t at = skip_digits(bytes, first, length);
    const size_t digits = at - first;
    bool well_formed = digits == 1 || (digits > 1 && bytes[first] != '0');
    bool integer = true;
    if (at < length && bytes[at] == '.') {
        const size_t fraction = at + 1;
        at = skip_digits(bytes, fraction, length);
        well_formed = well_formed && at > fraction;
        integer = false;
    }
    if (at < length && (bytes[at] == 'e' || bytes[at] == 'E')) {
        at++;
        if (at < length && (bytes[at] == '+' || bytes[at] == '-')) at++;
        const size_t exponent = at;
        at = skip_digits(bytes, exponent, length);
        well_formed = well_formed && at > exponent;
        integer = false;
    }
    return {at, well_formed, integer && integer_fits(bytes + first, digits, negative)};
}

}  // namespace

bool replace_wide_numbers(uint8_t *bytes, size_t length) {
    bool changed = false;
    size_t at = 0;
    while (at < length) {
        if (bytes[at] == '"') {
            at = skip_string(bytes, at, length);
        } else if (bytes[at] == '-' || is_digit(bytes[at])) {
            const Number number = read_number(bytes, at, length);
            if (number.well_formed && !number.fits) {
                // The shortest such number ("1e9") has three bytes, as many as what replaces it.
                std::memcpy(bytes + at, "0.5", 3);
                std::memset(bytes + at + 3, ' ', number.end - at - 3);
                changed = true;
            }
            at = number.end > at ? number.end : at + 1;
        } else {
            at++;
        }
    }
    return changed;
}

}  // namespace giro
