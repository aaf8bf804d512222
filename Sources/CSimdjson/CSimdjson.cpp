#include "CSimdjson.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "WideNumbers.h"

namespace {

using simdjson::error_code;
using simdjson::dom::element;

struct Field {
    std::string_view name;
    element value;
};

/// simdjson needs about 14 bytes of its own for each byte of a document. What a rare big one needed is given back.
constexpr size_t retained_bytes = 64 * 1024;
constexpr size_t smallest_bytes = 1024;
/// Up to here comparing every pair of names is faster than sorting them.
constexpr size_t few_fields = 24;
/// Nothing that is read here has a tenth of it.
constexpr size_t maximum_fields = 1024;

giro_json_status status_of(error_code error) {
    switch (error) {
        case simdjson::SUCCESS: return GIRO_JSON_OK;
        case simdjson::UTF8_ERROR: return GIRO_JSON_INVALID_UTF8;
        case simdjson::DEPTH_ERROR: return GIRO_JSON_TOO_DEEP;
        case simdjson::MEMALLOC: return GIRO_JSON_OUT_OF_MEMORY;
        case simdjson::CAPACITY: return GIRO_JSON_TOO_LARGE;
        default: return GIRO_JSON_INVALID;
    }
}

bool is_container(simdjson::dom::element_type type) {
    return type == simdjson::dom::element_type::ARRAY || type == simdjson::dom::element_type::OBJECT;
}

}  // namespace

struct giro_json {
    giro_json(size_t bytes, size_t depth) : parser(bytes), maximum_bytes(bytes), maximum_depth(depth) {}

    simdjson::dom::parser parser;
    std::unique_ptr<uint8_t[]> buffer;  // capacity + SIMDJSON_PADDING bytes
    size_t capacity = 0;
    std::vector<Field> fields;
    std::vector<std::string_view> names;  // only for finding duplicates among many
    std::vector<giro_json_token> tokens;  // only where the whole document is asked for
    size_t next = 0;                      // where the next look-up starts: after the last hit
    const size_t maximum_bytes;
    const size_t maximum_depth;

    giro_json_status reserve(size_t length) {
        const bool oversized = capacity > retained_bytes && length <= retained_bytes;
        if (buffer && length <= capacity && !oversized) return GIRO_JSON_OK;
        size_t wanted = smallest_bytes;
        while (wanted < length) wanted *= 2;
        capacity = 0;
        if (oversized) {
            fields = {};
            names = {};
            tokens = {};
        }
        buffer.reset(new (std::nothrow) uint8_t[wanted + simdjson::SIMDJSON_PADDING]);
        if (!buffer) return GIRO_JSON_OUT_OF_MEMORY;
        parser = simdjson::dom::parser(wanted);
        if (parser.allocate(wanted, maximum_depth) != simdjson::SUCCESS) return GIRO_JSON_OUT_OF_MEMORY;
        if (parser.doc.allocate(wanted) != simdjson::SUCCESS) return GIRO_JSON_OUT_OF_MEMORY;
        capacity = wanted;
        return GIRO_JSON_OK;
    }

    error_code parse_buffer(size_t length, element &root) {
        const error_code error = parser.parse(buffer.get(), length, false).get(root);
        // Which error a wide number gives depends on simdjson's version, so any syntax error is looked into.
        if (status_of(error) != GIRO_JSON_INVALID) return error;
        if (!giro::replace_wide_numbers(buffer.get(), length)) return error;
        return parser.parse(buffer.get(), length, false).get(root);
    }

    /// Whether all names of the outer object differ.
    bool has_duplicates() {
        if (fields.size() <= few_fields) {
            for (size_t i = 1; i < fields.size(); i++) {
                for (size_t j = 0; j < i; j++) {
                    if (fields[i].name == fields[j].name) return true;
                }
            }
            return false;
        }
        names.clear();
        for (const Field &field : fields) names.push_back(field.name);
        return names_repeat();
    }

    bool names_repeat() {
        std::sort(names.begin(), names.end());
        return std::adjacent_find(names.begin(), names.end()) != names.end();
    }

    /// The same rules for what is inside. The parser has bounded the depth.
    giro_json_status check_inner(element value) {
        simdjson::dom::array list;
        if (value.get(list) == simdjson::SUCCESS) {
            for (const element item : list) {
                const giro_json_status status = check_inner(item);
                if (status != GIRO_JSON_OK) return status;
            }
            return GIRO_JSON_OK;
        }
        simdjson::dom::object object;
        if (value.get(object) != simdjson::SUCCESS) return GIRO_JSON_OK;
        names.clear();
        for (const simdjson::dom::key_value_pair pair : object) names.push_back(pair.key);
        if (names.size() > maximum_fields) return GIRO_JSON_TOO_MANY_FIELDS;
        if (names_repeat()) return GIRO_JSON_DUPLICATE_FIELD;
        for (const simdjson::dom::key_value_pair pair : object) {
            const giro_json_status status = check_inner(pair.value);
            if (status != GIRO_JSON_OK) return status;
        }
        return GIRO_JSON_OK;
    }

    giro_json_status parse(const uint8_t *bytes, size_t length) {
        fields.clear();
        next = 0;
        if (length > maximum_bytes) return GIRO_JSON_TOO_LARGE;
        const giro_json_status room = reserve(length);
        if (room != GIRO_JSON_OK) return room;
        if (length > 0) std::memcpy(buffer.get(), bytes, length);
        std::memset(buffer.get() + length, 0, simdjson::SIMDJSON_PADDING);
        element root;
        const error_code error = parse_buffer(length, root);
        if (error != simdjson::SUCCESS) return status_of(error);
        simdjson::dom::object object;
        if (root.get(object) != simdjson::SUCCESS) return GIRO_JSON_NOT_AN_OBJECT;
        bool is_flat = true;
        for (const simdjson::dom::key_value_pair pair : object) {
            fields.push_back({pair.key, pair.value});
            is_flat &= !is_container(pair.value.type());
        }
        if (fields.size() > maximum_fields) return GIRO_JSON_TOO_MANY_FIELDS;
        if (has_duplicates()) return GIRO_JSON_DUPLICATE_FIELD;
        return is_flat ? GIRO_JSON_OK : check_fields();
    }

    giro_json_status check_fields() {
        for (const Field &field : fields) {
            const giro_json_status status = check_inner(field.value);
            if (status != GIRO_JSON_OK) return status;
        }
        return GIRO_JSON_OK;
    }

    /// The document as a list of tokens.
    void flatten() {
        tokens.clear();
        tokens.reserve(1);  // also of an empty object there is a pointer
        for (const Field &field : fields) {
            append_text(GIRO_JSON_NAME, field.name);
            append(field.value);
        }
    }

    void append_text(giro_json_kind kind, std::string_view text) {
        tokens.push_back({kind, reinterpret_cast<const uint8_t *>(text.data()), text.size(), 0});
    }

    void append(element value) {
        switch (value.type()) {
            case simdjson::dom::element_type::ARRAY: return append(value.get_array().value_unsafe());
            case simdjson::dom::element_type::OBJECT: return append(value.get_object().value_unsafe());
            case simdjson::dom::element_type::STRING:
                return append_text(GIRO_JSON_TEXT, value.get_string().value_unsafe());
            case simdjson::dom::element_type::BOOL:
                return append_number(GIRO_JSON_FLAG, value.get_bool().value_unsafe() ? 1 : 0);
            case simdjson::dom::element_type::INT64:
                return append_number(GIRO_JSON_INTEGER, value.get_int64().value_unsafe());
            case simdjson::dom::element_type::NULL_VALUE: return append_number(GIRO_JSON_NOTHING, 0);
            default: return append_number(GIRO_JSON_OTHER_NUMBER, bits_of(value));
        }
    }

    void append(simdjson::dom::array list) {
        append_number(GIRO_JSON_LIST, 0);
        for (const element item : list) append(item);
        append_number(GIRO_JSON_END, 0);
    }

    void append(simdjson::dom::object object) {
        append_number(GIRO_JSON_OBJECT, 0);
        for (const simdjson::dom::key_value_pair pair : object) {
            append_text(GIRO_JSON_NAME, pair.key);
            append(pair.value);
        }
        append_number(GIRO_JSON_END, 0);
    }

    void append_number(giro_json_kind kind, int64_t number) { tokens.push_back({kind, nullptr, 0, number}); }

    /// Of a number that is no Int64.
    static int64_t bits_of(element value) {
        double number = 0;
        int64_t bits = 0;
        if (value.get_double().get(number) == simdjson::SUCCESS) std::memcpy(&bits, &number, sizeof bits);
        return bits;
    }

    const element *find(const uint8_t *name, size_t length) {
        const std::string_view wanted(reinterpret_cast<const char *>(name), length);
        const size_t count = fields.size();
        for (size_t step = 0, at = next; step < count; step++, at++) {
            if (at >= count) at = 0;
            if (fields[at].name != wanted) continue;
            next = at + 1;
            return &fields[at].value;
        }
        return nullptr;
    }
};

namespace {

template <typename Value>
giro_json_status read_field(giro_json *json, const uint8_t *name, size_t length, Value &value) {
    const element *found = json->find(name, length);
    if (found == nullptr) return GIRO_JSON_ABSENT;
    if (found->is_null()) return GIRO_JSON_NULL;
    return found->get(value) == simdjson::SUCCESS ? GIRO_JSON_OK : GIRO_JSON_WRONG_TYPE;
}

}  // namespace

extern "C" {

giro_json *giro_json_create(size_t maximum_bytes, size_t maximum_depth) {
    return new (std::nothrow) giro_json(maximum_bytes, maximum_depth);
}

void giro_json_destroy(giro_json *json) { delete json; }

giro_json_status giro_json_parse(giro_json *json, const uint8_t *bytes, size_t length) {
    try {
        return json->parse(bytes, length);
    } catch (const std::bad_alloc &) {
        return GIRO_JSON_OUT_OF_MEMORY;
    }
}

const giro_json_token *giro_json_tokens(giro_json *json, size_t *count) {
    try {
        json->flatten();
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
    *count = json->tokens.size();
    return json->tokens.data();
}

giro_json_status giro_json_string(giro_json *json, const uint8_t *name, size_t name_length, const uint8_t **text,
                                  size_t *text_length) {
    std::string_view value;
    const giro_json_status status = read_field(json, name, name_length, value);
    *text = reinterpret_cast<const uint8_t *>(value.data());
    *text_length = value.size();
    return status;
}

giro_json_status giro_json_int64(giro_json *json, const uint8_t *name, size_t name_length, int64_t *value) {
    return read_field(json, name, name_length, *value);
}

giro_json_status giro_json_bool(giro_json *json, const uint8_t *name, size_t name_length, bool *value) {
    return read_field(json, name, name_length, *value);
}

}  // extern "C"
