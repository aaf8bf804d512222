#ifndef GIRO_CSIMDJSON_H
#define GIRO_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One JSON object at a time, read by simdjson's DOM parser (the whole document is validated, also what nobody asks
// for). The C++ types stay inside this target. Nothing here throws; a parser belongs to one thread.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct giro_json giro_json;

typedef enum giro_json_status {
    GIRO_JSON_OK = 0,
    // Of a document:
    GIRO_JSON_INVALID = 1,
    GIRO_JSON_INVALID_UTF8 = 2,
    GIRO_JSON_NOT_AN_OBJECT = 3,
    GIRO_JSON_TOO_DEEP = 4,
    GIRO_JSON_DUPLICATE_FIELD = 5,
    GIRO_JSON_TOO_LARGE = 6,
    GIRO_JSON_OUT_OF_MEMORY = 7,
    GIRO_JSON_TOO_MANY_FIELDS = 8,
    // Of a field:
    GIRO_JSON_ABSENT = 9,
    GIRO_JSON_NULL = 10,
    GIRO_JSON_WRONG_TYPE = 11
} giro_json_status;

typedef enum giro_json_kind {
    GIRO_JSON_NAME = 0,          // a member's name; its value follows
    GIRO_JSON_TEXT = 1,
    GIRO_JSON_INTEGER = 2,
    GIRO_JSON_OTHER_NUMBER = 3,  // one that is no Int64: `number` has the bits of a double
    GIRO_JSON_FLAG = 4,          // `number` is 0 or 1
    GIRO_JSON_NOTHING = 5,       // null
    GIRO_JSON_LIST = 6,          // its values follow, then an end
    GIRO_JSON_OBJECT = 7,        // its members follow, then an end
    GIRO_JSON_END = 8
} giro_json_kind;

/// A part of a document. Names and texts are unescaped, without an end mark, and point into the parser.
typedef struct giro_json_token {
    giro_json_kind kind;
    const uint8_t *text;
    size_t length;
    int64_t number;
} giro_json_token;

/// `maximum_depth` counts the outer object too. Returns NULL when there is no memory.
giro_json *giro_json_create(size_t maximum_bytes, size_t maximum_depth);
void giro_json_destroy(giro_json *json);

/// Reads a document. The bytes are copied into the parser's own padded buffer, so the caller's need not outlive the
/// call. Names must be unique in every object, and are compared after unescaping; an object has at most 1,024 of them.
giro_json_status giro_json_parse(giro_json *json, const uint8_t *bytes, size_t length);

/// All members of the last parsed document in its order, good until the next parse. NULL without memory.
const giro_json_token *giro_json_tokens(giro_json *json, size_t *count);

/// The fields of the last parsed document. Asking in the document's order is fastest. `text` points into the parser,
/// holds unescaped bytes without an end mark, and is good until the next parse.
giro_json_status giro_json_string(giro_json *json, const uint8_t *name, size_t name_length, const uint8_t **text,
                                  size_t *text_length);
/// A number written with a fraction or an exponent, or one outside Int64, is GIRO_JSON_WRONG_TYPE.
giro_json_status giro_json_int64(giro_json *json, const uint8_t *name, size_t name_length, int64_t *value);
giro_json_status giro_json_bool(giro_json *json, const uint8_t *name, size_t name_length, bool *value);

#ifdef __cplusplus
}
#endif

#endif
